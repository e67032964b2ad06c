import type { DeleteOptions, KubernetesObject, ManagedFieldsEntry, ObjectKey } from '@sampan/api';
import type { User } from '../authentication/user.js';
import type { ResponseHijack } from '../pipeline/api-response.js';
import type { ServerContext } from '../server/server-context.js';

import type { TableColumn } from './table-column.js';

/** The group, version and kind of what a subresource takes and gives. */
export interface SubresourceKind {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
}

/** What can be done with a view, sorted. */
export const viewVerbs = ['get', 'patch', 'update'] as const;
export type ViewVerb = (typeof viewVerbs)[number];

/**
 * `status`, `scale`, `ephemeralcontainers`, `resize`: another view of the same stored object. It is read by `view`,
 * and written by taking what it owns from the new view into the stored object.
 */
export interface ViewSubresource<T extends KubernetesObject> {
  readonly type: 'view';
  /** What can be done with it; all of it when absent. */
  readonly verbs?: readonly ViewVerb[];
  /** The resource's own kind when absent. */
  readonly kind?: SubresourceKind;
  /** How `kubectl get` prints the view; absent: it is the resource's own kind, or has no table. */
  readonly columns?: readonly TableColumn<KubernetesObject>[];
  view(object: T): KubernetesObject;
  /** `current` with what this subresource owns taken from `view`; changes neither. */
  merge(current: T, view: KubernetesObject): T;
  /** Who owns the fields of a view of another kind; absent: nobody is told when one applies to it. */
  readonly managers?: ViewManagers;
}

/** What server-side apply has to know of the managers of a view, which own fields of the object under other names. */
export interface ViewManagers {
  /** Those of the object that own something of the view. */
  toView(entries: readonly ManagedFieldsEntry[] | undefined): ManagedFieldsEntry[];
  /** Those of `object`, once those of its view have become `ofView`. */
  fromView(object: KubernetesObject, ofView: readonly ManagedFieldsEntry[] | undefined): ManagedFieldsEntry[];
}

/** `pods/binding`, `pods/eviction`, `serviceaccounts/token`, reviews: a POST that does something. */
export interface ActionSubresource {
  readonly type: 'action';
  readonly kind: SubresourceKind;
  /** Older versions of the kind that are taken as well. */
  readonly otherVersions?: readonly string[];
  /** Does it and returns the response's object; throws a StatusError. */
  create(request: ActionRequest): Promise<KubernetesObject>;
}

export interface ActionRequest {
  readonly key: ObjectKey;
  /** The decoded body, of the action's kind, defaulted and pruned. */
  readonly body: KubernetesObject;
  readonly user: User;
  readonly dryRun: boolean;
  readonly server: ServerContext;
  readonly deleteOptions?: DeleteOptions;
}

/** `pods/log`, `pods/exec`, `services/proxy`: the request is handed to somebody else, and the bytes pass through. */
export interface ConnectSubresource {
  readonly type: 'connect';
  readonly methods: readonly ('GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE' | 'HEAD' | 'OPTIONS')[];
  /** What discovery names as the kind (`PodExecOptions`); the resource's own kind when absent. */
  readonly kind?: SubresourceKind;
  /** The object's name, where the name in the URL says more than that (`http:web:80`); throws 400. */
  nameOf?(text: string): string;
  /**
   * The fields of the options, an object of `kind` that admission sees as what is asked for. Absent: admission is not
   * asked, because the object is only read.
   */
  options?(asked: { readonly query: URLSearchParams; readonly path: string }): Record<string, unknown>;
  /**
   * Answers with a whole body, or with one that is passed on as it comes; a request that asks for an upgrade (WebSocket,
   * SPDY/3.1), with who takes over its connection.
   */
  connect(request: ConnectRequest): Promise<ConnectResponse>;
}

export interface ConnectRequest {
  readonly key: ObjectKey;
  readonly method: string;
  /** Names are in lower case. */
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: Buffer | undefined;
  /** Whether the client asks to speak another protocol on its connection. */
  readonly upgrade: boolean;
  /** What follows the subresource in the path, as it was sent (`…/proxy/a/b%2Fc` → `a/b%2Fc`). */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly user: User;
  readonly server: ServerContext;
  /** Aborted when the client has gone. */
  readonly signal: AbortSignal;
}

/** An HTTP response that passes through: what {@link NodeConnector.request} resolves to, among others. */
export interface ConnectResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[]>>;
  readonly body: AsyncIterable<Uint8Array> | Uint8Array | ResponseHijack;
}

export type Subresource<T extends KubernetesObject> = ViewSubresource<T> | ActionSubresource | ConnectSubresource;
