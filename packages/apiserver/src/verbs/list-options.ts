import {
  badRequest,
  type FieldError,
  failureStatus,
  field,
  invalid,
  isTrueParameter,
  parseFieldSelector,
  parseLabelSelector,
  quote,
  SelectorError,
  StatusError,
} from '@sampan/api';
import type { ResourceDefinition } from '../kinds/resource-definition.js';
import { readAsStored } from '../objects/parse-stored.js';
import type { Store, StoredObject } from '../store/store.js';

/** The query parameters of lists and watches. */
export interface ListOptions {
  /** What the selectors say; undefined: everything matches. */
  readonly matches: ((object: StoredObject) => boolean) | undefined;
  /** The name that a field selector asks for, where it asks for one. */
  readonly name: string | undefined;
  readonly limit: number;
  readonly continueToken: string;
  readonly resourceVersion: string;
  readonly resourceVersionMatch: string;
  readonly timeoutSeconds: number | undefined;
  readonly allowWatchBookmarks: boolean;
  readonly sendInitialEvents: boolean | undefined;
}

const everything: ListOptions = {
  matches: undefined,
  name: undefined,
  limit: 0,
  continueToken: '',
  resourceVersion: '',
  resourceVersionMatch: '',
  timeoutSeconds: undefined,
  allowWatchBookmarks: false,
  sendInitialEvents: undefined,
};

/** Reads them. Throws BadRequest for what cannot be read, and Invalid for what does not go together. */
export function listOptionsOf(query: URLSearchParams, resource: ResourceDefinition, watch = false): ListOptions {
  if (query.size === 0) return everything;
  const initial = query.get('sendInitialEvents');
  const options: ListOptions = {
    ...selectorsOf(query.get('labelSelector') ?? '', query.get('fieldSelector') ?? '', resource),
    limit: wholeNumber(query, 'limit') ?? 0,
    continueToken: query.get('continue') ?? '',
    resourceVersion: query.get('resourceVersion') ?? '',
    resourceVersionMatch: query.get('resourceVersionMatch') ?? '',
    timeoutSeconds: wholeNumber(query, 'timeoutSeconds'),
    allowWatchBookmarks: isTrueParameter(query.get('allowWatchBookmarks')),
    sendInitialEvents: initial === null ? undefined : isTrueParameter(initial),
  };
  const errors = validate(options, watch);
  if (errors.length > 0) throw invalid({ group: 'meta.k8s.io', kind: 'ListOptions' }, '', errors);
  return options;
}

/** The revision in a resourceVersion; undefined where there is none. Throws BadRequest, or what `refuse` throws, where it is not one. */
export function parseRevision(
  resourceVersion: string,
  refuse = (problem: string): never => {
    throw badRequest(`invalid resource version: ${problem}`);
  },
): number | undefined {
  if (resourceVersion === '') return undefined;
  const revision = Number(resourceVersion);
  if (/^\d+$/.test(resourceVersion) && Number.isSafeInteger(revision)) return revision;
  const problem = /^\d+$/.test(resourceVersion) ? 'value out of range' : 'invalid syntax';
  const text = quote(resourceVersion);
  return refuse(`resourceVersion: Invalid value: ${text}: strconv.ParseUint: parsing ${text}: ${problem}`);
}

/** Throws 504 for a revision that has not been written yet. */
export function requireKnownRevision(revision: number | undefined, store: Store): void {
  if (revision === undefined || revision <= store.revision) return;
  const message = `Too large resource version: ${revision}, current: ${store.revision}`;
  const causes = [{ reason: 'ResourceVersionTooLarge', message: 'Too large resource version' }];
  throw new StatusError(
    failureStatus(504, 'Timeout', { message: `Timeout: ${message}`, details: { retryAfterSeconds: 1 }, causes }),
  );
}

/** Compiles both selectors into one test. */
function selectorsOf(
  labelSelector: string,
  fieldSelector: string,
  resource: ResourceDefinition,
): Pick<ListOptions, 'matches' | 'name'> {
  if (labelSelector === '' && fieldSelector === '') return { matches: undefined, name: undefined };
  const labels = readSelector(() => parseLabelSelector(labelSelector));
  const fields = readSelector(() => parseFieldSelector(fieldSelector));
  for (const { field: path } of fields.requirements) requireSelectable(path, resource);
  const name = fields.requiresExactMatch('metadata.name');
  if (labels.empty && fields.empty) return { matches: undefined, name: undefined };
  if (fields.empty) return { matches: ({ index }) => labels.matches(index.labels), name };
  const valuesOf = fieldValues(
    fields.requirements.map(({ field: path }) => path),
    resource,
  );
  if (labels.empty) return { matches: (object) => fields.matches(valuesOf(object)), name };
  return { matches: (object) => fields.matches(valuesOf(object)) && labels.matches(object.index.labels), name };
}

/**
 * The values of fields of stored objects: those that were noted when an object was written, and, where a custom resource's
 * definition had other selectable fields then, those that it has.
 */
function fieldValues(
  paths: readonly string[],
  resource: ResourceDefinition,
): (object: StoredObject) => Readonly<Record<string, string>> {
  return (object) => {
    const { fields } = object.index;
    if (paths.every((path) => Object.hasOwn(fields, path)) || object.damaged) return fields;
    const stored = readAsStored(object);
    return {
      ...Object.fromEntries(paths.map((path) => [path, resource.selectableFields[path]?.(stored) ?? ''])),
      ...fields,
    };
  };
}

function readSelector<T>(parse: () => T): T {
  try {
    return parse();
  } catch (error) {
    if (error instanceof SelectorError) throw badRequest(error.message);
    throw error;
  }
}

function requireSelectable(path: string, resource: ResourceDefinition): void {
  if (path === 'metadata.name' || path === 'metadata.namespace') return;
  if (Object.hasOwn(resource.selectableFields, path)) return;
  const none = Object.keys(resource.selectableFields).length === 0;
  throw badRequest(
    none
      ? `"${path}" is not a known field selector: only "metadata.name", "metadata.namespace"`
      : `field label not supported: ${path}`,
  );
}

function wholeNumber(query: URLSearchParams, name: string): number | undefined {
  const text = query.get(name);
  if (text === null || text === '') return undefined;
  const number = Number(text);
  if (/^[+-]?\d+$/.test(text) && Number.isSafeInteger(number)) return number;
  const problem = /^[+-]?\d+$/.test(text) ? 'value out of range' : 'invalid syntax';
  throw badRequest(`strconv.ParseInt: parsing ${JSON.stringify(text)}: ${problem}`);
}

/** The rules of `ValidateListOptions`. */
function validate(options: ListOptions, watch: boolean): FieldError[] {
  const { resourceVersionMatch: match, resourceVersion, continueToken, sendInitialEvents } = options;
  const errors: FieldError[] = [];
  const forbid = (path: string, detail: string) => errors.push(field.forbidden(path, detail));
  if (watch && sendInitialEvents !== undefined) {
    if (match !== 'NotOlderThan') {
      forbid('resourceVersionMatch', 'sendInitialEvents requires setting resourceVersionMatch to NotOlderThan');
      if (match !== '') errors.push(field.notSupported('resourceVersionMatch', match, ['NotOlderThan']));
    }
  } else if (watch && match !== '') {
    forbid('resourceVersionMatch', 'resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided');
  } else if (sendInitialEvents !== undefined) {
    forbid('sendInitialEvents', 'sendInitialEvents is forbidden for list');
  }
  if (match === '' || watch) return errors;
  if (resourceVersion === '') {
    forbid('resourceVersionMatch', 'resourceVersionMatch is forbidden unless resourceVersion is provided');
  }
  if (continueToken !== '') {
    forbid('resourceVersionMatch', 'resourceVersionMatch is forbidden when continue is provided');
  }
  if (match !== 'Exact' && match !== 'NotOlderThan') {
    errors.push(field.notSupported('resourceVersionMatch', match, ['Exact', 'NotOlderThan', '']));
  }
  if (match === 'Exact' && resourceVersion === '0') {
    forbid('resourceVersionMatch', 'resourceVersionMatch "exact" is forbidden for resourceVersion "0"');
  }
  return errors;
}
