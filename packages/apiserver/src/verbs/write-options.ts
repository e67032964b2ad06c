import { badRequest, type FieldError, field, invalid, type ObjectKey, parseDuration } from '@sampan/api';
import type { FieldValidation } from '../body/decode-object.js';
import { headerOf } from '../pipeline/api-request.js';
import type { ResourceRequest } from '../pipeline/resource-request.js';
import type { SentOptions, WriteContext } from '../write/write-context.js';

/** The query parameters that all writes have. */
export interface WriteOptions {
  readonly dryRun: boolean;
  readonly fieldManager: string;
  readonly fieldValidation: FieldValidation;
  /** What of it the client said. */
  readonly sent?: SentOptions;
}

const fieldManagerMaxLength = 128;

/** Reads them; throws Invalid, naming the options' kind (`CreateOptions`), where a value is not known. */
export function writeOptionsOf({ info, http }: ResourceRequest, kind: string): WriteOptions {
  const { query } = info;
  if (query.size === 0) return { dryRun: false, fieldValidation: 'Warn', fieldManager: managerOf(http) };
  const fieldManager = query.get('fieldManager') ?? '';
  const fieldValidation = query.get('fieldValidation') ?? '';
  const errors = [
    ...dryRunErrors(query.getAll('dryRun')),
    ...fieldManagerErrors(fieldManager),
    ...(isFieldValidation(fieldValidation)
      ? []
      : [field.notSupported('fieldValidation', fieldValidation, ['', 'Ignore', 'Strict', 'Warn'])]),
  ];
  if (errors.length > 0) throw invalid({ group: 'meta.k8s.io', kind }, '', errors);
  return {
    dryRun: query.has('dryRun') && query.get('dryRun') !== '',
    fieldManager: fieldManager === '' ? managerOf(http) : fieldManager,
    fieldValidation: fieldValidation === '' ? 'Warn' : (fieldValidation as FieldValidation),
    sent: sentOptions(query),
  };
}

function sentOptions(query: URLSearchParams): SentOptions {
  const [fieldManager, fieldValidation] = [query.get('fieldManager'), query.get('fieldValidation')];
  return {
    ...(query.has('dryRun') && { dryRun: query.getAll('dryRun') }),
    ...(fieldManager && { fieldManager }),
    ...(fieldValidation && { fieldValidation }),
  };
}

/** What a write of this request works with. */
export function writeContextOf(
  request: ResourceRequest,
  options: Pick<WriteOptions, 'dryRun' | 'fieldManager' | 'sent'>,
  subresource = '',
): WriteContext {
  const { server, info, auditAnnotations } = request;
  const timeout = timeoutOf(info.query);
  return {
    server: request.server,
    resource: request.resource,
    subresource,
    user: request.user,
    dryRun: options.dryRun,
    fieldManager: options.fieldManager,
    ...(options.sent && { options: options.sent }),
    bodyBytes: request.http.body?.length ?? 0,
    ...(timeout > 0 && { deadline: server.clock.now() + Math.min(timeout, longestTimeout) }),
    warn: (message) => request.warnings.push(message),
    annotate: (key, value) => {
      auditAnnotations[key] ??= value;
    },
  };
}

/** kube-apiserver's `--request-timeout`, in milliseconds: nobody can ask for more. */
const longestTimeout = 60_000;

/** How long the client waits, in milliseconds; 0: it does not say. */
function timeoutOf(query: URLSearchParams): number {
  const text = query.get('timeout') ?? '';
  if (text === '') return 0;
  try {
    return parseDuration(text);
  } catch (error) {
    throw badRequest(`invalid timeout specified in the request URL - ${(error as Error).message}`);
  }
}

/** The object that the URL names. */
export function keyOfRequest({ info, resource }: ResourceRequest): ObjectKey {
  return { namespace: resource.namespaced ? info.namespace : '', name: info.name };
}

export function dryRunErrors(values: readonly string[]): FieldError[] {
  const unknown = values.filter((value) => value !== 'All' && value !== '');
  return unknown.length === 0 ? [] : [field.notSupported('dryRun', unknown, ['All'])];
}

function isFieldValidation(value: string): boolean {
  return value === '' || value === 'Strict' || value === 'Warn' || value === 'Ignore';
}

function fieldManagerErrors(fieldManager: string): FieldError[] {
  if (fieldManager.length > fieldManagerMaxLength) return [field.tooLong('fieldManager', fieldManagerMaxLength)];
  const unprintable = /[\p{C}\p{Zl}\p{Zp}]/u.exec(fieldManager);
  if (unprintable === null) return [];
  const code = (unprintable[0].codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');
  const detail = `invalid character U+${code} (at position ${unprintable.index}), must only contain printable characters`;
  return [field.invalid('fieldManager', fieldManager, detail)];
}

/** Clients that give no manager are known by their program's name: the user agent up to the first slash. */
function managerOf(http: ResourceRequest['http']): string {
  const agent = headerOf(http.headers, 'user-agent');
  const slash = agent.indexOf('/');
  return (slash === -1 ? agent : agent.slice(0, slash)).slice(0, fieldManagerMaxLength) || 'unknown';
}
