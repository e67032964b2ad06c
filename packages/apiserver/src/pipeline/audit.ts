import type { User } from '../authentication/user.js';
import { type ApiRequest, headerOf } from './api-request.js';
import type { RequestInfo } from './request-info.js';

/** A request and how it was answered. */
export interface AuditedRequest {
  readonly request: ApiRequest;
  readonly info: RequestInfo | undefined;
  /** Who asked; undefined where nobody knows. */
  readonly user: User | undefined;
  /** Whom the request acted as, where that is somebody else. */
  readonly impersonated: User | undefined;
  /** The HTTP status; 101 for connections that were let in. */
  readonly status: number;
  readonly annotations: AuditAnnotations;
  /** Milliseconds, when it was answered. */
  readonly now: number;
}

/** What those who handle a request want to be known of it. */
export type AuditAnnotations = Record<string, string>;

export interface Audit {
  record(entry: AuditedRequest): void;
}

/** Writes one `audit.k8s.io/v1 Event` of level Metadata a line. */
export function createAudit(write: (line: string) => void, newId: () => string): Audit {
  return {
    record: ({ request, info, user, impersonated, status, annotations, now }) => {
      const event = {
        kind: 'Event',
        apiVersion: 'audit.k8s.io/v1',
        level: 'Metadata',
        auditID: newId(),
        stage: 'ResponseComplete',
        requestURI: request.url,
        verb: info?.verb ?? request.method.toLowerCase(),
        user: userOf(user),
        impersonatedUser: impersonated && userOf(impersonated),
        sourceIPs: request.remoteAddress === undefined ? [] : [request.remoteAddress],
        userAgent: headerOf(request.headers, 'user-agent'),
        objectRef: info?.isResource
          ? {
              resource: info.resource,
              namespace: info.namespace || undefined,
              name: info.name || undefined,
              apiGroup: info.group || undefined,
              apiVersion: info.version,
              subresource: info.subresource || undefined,
            }
          : undefined,
        responseStatus: { metadata: {}, code: status },
        stageTimestamp: new Date(now).toISOString(),
        annotations: Object.keys(annotations).length === 0 ? undefined : annotations,
      };
      write(`${JSON.stringify(event)}\n`);
    },
  };
}

function userOf(user: User | undefined) {
  return { username: user?.name, uid: user?.uid, groups: user?.groups };
}
