import { badRequest, field, formatApiVersion, invalid, parseApiVersion } from '@sampan/api';
import { definitionName } from '@sampan/api/schemas';
import type { ExpectedKind } from './expected-kind.js';

/** How upstream's decoders name the registry of built-in kinds: clients match on the message. */
const builtInScheme = 'k8s.io/kubernetes/pkg/api/legacyscheme/scheme.go:30';

/** What an object says of its kind. */
interface SaidKind {
  readonly apiVersion: string;
  readonly kind: string;
  /** What the object is called, if that is known: an object of a wrong kind is named by it. */
  readonly name?: string;
}

/**
 * Throws BadRequest where a body says that it is of another kind or version than the one expected, in the words of
 * upstream's decoders: kinds that nobody knows, kinds that are something else, versions that are another endpoint's. What
 * a body does not say is what is expected.
 */
export function checkKind(body: SaidKind, expected: ExpectedKind): void {
  const wanted = formatApiVersion(expected);
  const apiVersion = body.apiVersion === '' ? wanted : body.apiVersion;
  const kind = body.kind === '' ? expected.kind : body.kind;
  if (kind === expected.kind && (apiVersion === wanted || expected.otherVersions?.includes(apiVersion))) return;
  const problem = kindProblem({ apiVersion, kind }, expected);
  if (apiVersion === wanted && isCustom(expected)) {
    const error = field.invalid('kind', kind, `must be ${expected.kind}`);
    throw invalid({ group: expected.group, kind }, body.name ?? '', [error]);
  }
  if (problem === undefined) throw mismatch({ apiVersion, kind }, { wanted, expected });
  const { version } = parseApiVersion(apiVersion);
  throw badRequest(`${kind} in version "${version}" cannot be handled as a ${expected.kind}: ${problem}`);
}

function isCustom({ schema }: ExpectedKind): boolean {
  return definitionName(schema) === undefined;
}

/** Why something of a kind cannot be decoded as the built-in kind that is expected: nobody knows it, or it is another. */
export function kindProblem({ apiVersion, kind }: SaidKind, expected: ExpectedKind): string | undefined {
  if (isCustom(expected)) return undefined;
  if (apiVersion.split('/').length > 2) return `unexpected GroupVersion string: ${apiVersion}`;
  const said = { ...parseApiVersion(apiVersion), kind };
  if (expected.registry.forKind(said) === undefined) return notRegistered(kind, apiVersion, builtInScheme);
  if (kind === expected.kind) return undefined;
  return `converting (${said.version}.${kind}) to (${internalPackage(expected.group)}.${expected.kind}): unknown conversion`;
}

/** `no kind "Wrong" is registered for version "apps/v1" in scheme "…"`. */
export function notRegistered(kind: string, apiVersion: string, scheme: string): string {
  return `no kind "${kind}" is registered for version "${apiVersion}" in scheme "${scheme}"`;
}

function mismatch(said: SaidKind, { wanted, expected }: { wanted: string; expected: ExpectedKind }) {
  return badRequest(
    said.apiVersion === wanted
      ? `the kind in the data (${said.kind}) does not match the expected kind (${expected.kind})`
      : `the API version in the data (${said.apiVersion}) does not match the expected API version (${wanted})`,
  );
}

/** The Go package of a group's internal types: `apps`, `rbac`; the core group's is `core`, and so is that of events. */
function internalPackage(group: string): string {
  return group === '' || group === 'events.k8s.io' ? 'core' : (group.split('.')[0] ?? '');
}
