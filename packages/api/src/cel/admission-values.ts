import { type Authorize, AuthorizerValue, type CheckedResource, ResourceCheck } from './library/authorization.js';
import { untypedValue } from './schema-types.js';
import { parseTimestamp } from './times.js';
import type { Value } from './values.js';

/** What expressions of admission are evaluated over. Each is only looked at when an expression does. */
export interface AdmissionInput {
  /** JSON, or undefined where there is none, as for `oldObject`. */
  object(): unknown;
  oldObject(): unknown;
  /** As {@link requestType} has it; what is not there is left out. */
  request(): Readonly<Record<string, unknown>>;
  namespaceObject(): NamespaceFields | undefined;
  params?: unknown;
  readonly authorizer: {
    readonly authorize: Authorize;
    /** What `authorizer.requestResource` is about. */
    readonly requestResource: CheckedResource;
  };
}

interface NamespaceFields {
  readonly metadata: object;
  readonly spec?: unknown;
  readonly status?: { readonly conditions?: readonly object[] };
}

export type AdmissionVariables = Readonly<Record<string, Value | undefined>>;

/** The variables of admission; what is looked at once is kept. */
export function admissionVariables(input: AdmissionInput): AdmissionVariables {
  const authorizer = once(() => new AuthorizerValue(input.authorizer.authorize));
  return lazily({
    object: () => untypedValue(input.object()),
    oldObject: () => untypedValue(input.oldObject()),
    request: () => untypedValue(input.request()),
    namespaceObject: () => namespaceValue(input.namespaceObject()),
    params: () => untypedValue(input.params),
    authorizer,
    'authorizer.requestResource': () => new ResourceCheck(authorizer(), input.authorizer.requestResource),
  });
}

/** The same variables with others for some of them. */
export function withVariables(
  variables: AdmissionVariables,
  more: Readonly<Record<string, () => Value>>,
): AdmissionVariables {
  return Object.create(variables, Object.getOwnPropertyDescriptors(lazily(more))) as AdmissionVariables;
}

function once<T>(make: () => T): () => T {
  let made: { value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}

function lazily(makers: Readonly<Record<string, () => Value>>): AdmissionVariables {
  const variables = {};
  for (const [name, make] of Object.entries(makers)) {
    Object.defineProperty(variables, name, { get: once(make), enumerable: true });
  }
  return variables;
}

/** Only the fields that the type has; times as times. */
function namespaceValue(namespace: NamespaceFields | undefined): Value {
  if (namespace === undefined) return null;
  const { managedFields: _, ownerReferences: _references, ...metadata } = namespace.metadata as Record<string, unknown>;
  const conditions = namespace.status?.conditions?.map((condition) => withTimes(untypedValue(condition)));
  const status = untypedValue(namespace.status ?? {}) as ReadonlyMap<Value, Value>;
  return new Map<Value, Value>([
    ['metadata', withTimes(untypedValue(metadata))],
    ['spec', untypedValue(namespace.spec ?? {})],
    ['status', conditions === undefined ? status : new Map([...status, ['conditions', conditions]])],
  ]);
}

function withTimes(fields: Value): Value {
  const entries = [...(fields as ReadonlyMap<Value, Value>)];
  return new Map(
    entries.map(([name, value]) => [name, /Time(stamp)?$/.test(String(name)) ? timeOf(value) : value] as const),
  );
}

function timeOf(value: Value): Value {
  return typeof value === 'string' ? (parseTimestamp(value) ?? value) : value;
}
