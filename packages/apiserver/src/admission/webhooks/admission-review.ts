import { isJsonObject, type JsonObject } from '@sampan/api';
import { requestAttributes } from '../matching/request-attributes.js';
import type { VersionedRequest } from '../matching/request-objects.js';

/** What a webhook has to say. */
export interface AdmissionAnswer {
  readonly allowed: boolean;
  /** Why not: a Status. */
  readonly status: JsonObject;
  /** Base64; empty: the object stays as it is. */
  readonly patch: string;
  readonly patchType: string;
  readonly warnings: readonly string[];
  readonly auditAnnotations: Readonly<Record<string, string>>;
}

/** An answer that cannot be read as an AdmissionReview; in the words of Go's decoders. */
export class UnreadableReview extends Error {}

/** An AdmissionReview that does not say what it has to. */
export class InvalidReview extends Error {}

export type ReviewVersion = 'v1' | 'v1beta1';

/** What a webhook is sent. */
export function reviewOf(versioned: VersionedRequest, uid: string, version: ReviewVersion): JsonObject {
  const { object = null, oldObject = null, request } = versioned;
  const { dryRun, options, ...attributes } = requestAttributes(versioned);
  const shown = request.operation === 'CONNECT' ? withoutMetadata(object) : object;
  return {
    kind: 'AdmissionReview',
    apiVersion: `admission.k8s.io/${version}`,
    request: { uid, ...attributes, object: shown, oldObject, dryRun, options } as JsonObject,
  };
}

/** The options of a connection are no object that has any. */
function withoutMetadata(options: object | null): JsonObject | null {
  if (options === null) return null;
  const { metadata: _, ...fields } = options as JsonObject;
  return fields;
}

/** Reads what was answered. Throws an {@link UnreadableReview} or an {@link InvalidReview}. */
export function answerOf(
  review: unknown,
  { uid, version, mutating }: { readonly uid: string; readonly version: ReviewVersion; readonly mutating: boolean },
): AdmissionAnswer {
  requireKind(review, version);
  const { apiVersion = '', kind = '', response } = review;
  if (response === undefined || response === null) throw new InvalidReview('webhook response was absent');
  if (!isJsonObject(response)) throw unreadable(response, 'AdmissionReview.response', 'v1.AdmissionResponse');
  const answer = read(response);
  if (version === 'v1beta1') return { ...answer, patchType: answer.patch === '' ? '' : 'JSONPatch' };
  const said = text(response, 'uid');
  if (said !== uid) throw new InvalidReview(`expected response.uid=${quoted(uid)}, got ${quoted(said)}`);
  if (apiVersion !== `admission.k8s.io/v1` || kind !== 'AdmissionReview') {
    const got = `${apiVersion === '' ? '/' : apiVersion}, Kind=${kind}`;
    throw new InvalidReview(`expected webhook response of admission.k8s.io/v1, Kind=AdmissionReview, got ${got}`);
  }
  checkPatch(answer, response.patchType !== undefined && response.patchType !== null, mutating);
  return answer;
}

/** A kind that is not said is taken for the right one until somebody looks. */
function requireKind(review: unknown, version: ReviewVersion): asserts review is JsonObject {
  if (!isJsonObject(review)) throw unreadable(review, '', 'struct');
  const { apiVersion = '', kind = '' } = review;
  if (apiVersion === '' || kind === '') return;
  if (kind !== 'AdmissionReview' || !/^admission\.k8s\.io\/v1(beta1)?$/.test(String(apiVersion))) {
    throw new UnreadableReview(
      `no kind "${kind}" is registered for version "${apiVersion}" in scheme "pkg/runtime/scheme.go:110"`,
    );
  }
  const got = String(apiVersion).split('/')[1];
  if (got !== version) {
    throw new UnreadableReview(
      `converting (${got}.AdmissionReview) to (${version}.AdmissionReview): unknown conversion`,
    );
  }
}

function read(response: JsonObject): AdmissionAnswer {
  const { allowed = false, status, warnings, auditAnnotations } = response;
  if (allowed !== null && typeof allowed !== 'boolean') throw unreadable(allowed, field('allowed'), 'bool');
  return {
    allowed: allowed === true,
    status: object(response, 'status', 'v1.Status'),
    patch: text(response, 'patch'),
    patchType: text(response, 'patchType'),
    warnings: listOfTexts(warnings, field('warnings')),
    auditAnnotations: textsByName(auditAnnotations, field('auditAnnotations')),
    ...(status === undefined && { status: {} }),
  };
}

function checkPatch({ patch, patchType }: AdmissionAnswer, hasType: boolean, mutating: boolean): void {
  if (!mutating) {
    if (patch !== '') throw new InvalidReview('validating webhook may not return response.patch');
    if (hasType) throw new InvalidReview('validating webhook may not return response.patchType');
    return;
  }
  if (patch !== '' && !hasType) {
    throw new InvalidReview('webhook returned response.patch but not response.patchType');
  }
  if (patch === '' && hasType) throw new InvalidReview('webhook returned response.patchType but not response.patch');
  if (hasType && patchType === '') throw new InvalidReview('webhook returned invalid response.patchType of ""');
}

function field(name: string): string {
  return `AdmissionResponse.response.${name}`;
}

function text(from: JsonObject, name: string): string {
  const value = from[name] ?? '';
  if (typeof value !== 'string') throw unreadable(value, field(name), 'string');
  return value;
}

function object(from: JsonObject, name: string, type: string): JsonObject {
  const value = from[name] ?? {};
  if (!isJsonObject(value)) throw unreadable(value, field(name), type);
  return value;
}

function listOfTexts(value: unknown, path: string): string[] {
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value)) throw unreadable(value, path, '[]string');
  return value.map((item) => {
    if (typeof item !== 'string') throw unreadable(item, path, 'string');
    return item;
  });
}

function textsByName(value: unknown, path: string): Record<string, string> {
  if (value === undefined || value === null) return {};
  if (!isJsonObject(value)) throw unreadable(value, path, 'map[string]string');
  for (const item of Object.values(value)) if (typeof item !== 'string') throw unreadable(item, path, 'string');
  return value as Record<string, string>;
}

function unreadable(value: unknown, path: string, type: string): UnreadableReview {
  const what = path === '' ? `value of type ${type}` : `struct field ${path} of type ${type}`;
  return new UnreadableReview(`json: cannot unmarshal ${goType(value)} into Go ${what}`);
}

function goType(value: unknown): string {
  if (Array.isArray(value)) return 'array';
  return typeof value === 'boolean' ? 'bool' : typeof value;
}

function quoted(value: string): string {
  return JSON.stringify(value);
}
