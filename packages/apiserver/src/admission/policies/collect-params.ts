import { type KubernetesObject, labelSelectorAsSelector, type ParamKind, type ParamRef } from '@sampan/api';
import type { ResourceDefinition } from '../../kinds/resource-definition.js';
import { storageKey, storagePrefix } from '../../objects/encode-object.js';
import { convertAhead, readObject } from '../../objects/parse-stored.js';
import type { StoredObject } from '../../store/store.js';
import type { AdmissionRequest } from '../admission-plugin.js';
import { namespaceOf } from '../matching/request-objects.js';

/** Why a policy or a binding cannot be evaluated: what it says fits nothing that there is. */
export class ConfigurationError extends Error {}

/** What a policy is evaluated with, once for each; `undefined` is a policy without parameters. */
export type Params = readonly (KubernetesObject | undefined)[];

const withoutParams: Params = [undefined];

/** The resource of the kind of a policy's parameters. Throws a {@link ConfigurationError} where there is none. */
export function paramResource(
  kind: ParamKind | undefined,
  { server }: AdmissionRequest,
): ResourceDefinition | undefined {
  if (kind === undefined) return undefined;
  const { apiVersion = '', kind: name = '' } = kind;
  const found = server.resources.forKind(apiVersion, name);
  if (found?.storage !== undefined) return found;
  const shown = apiVersion.includes('/') ? apiVersion : `/${apiVersion}`;
  throw new ConfigurationError(`failed to find resource referenced by paramKind: '${shown}, Kind=${name}'`);
}

/**
 * The parameters that a binding refers to (upstream's `CollectParams`). A promise only where they are selected, or have to be
 * converted; throws a {@link ConfigurationError}.
 */
export function collectParams(
  resource: ResourceDefinition | undefined,
  ref: ParamRef | undefined,
  request: AdmissionRequest,
): Params | Promise<Params> {
  if (resource === undefined || ref === undefined) return withoutParams;
  const { name = '', selector, parameterNotFoundAction } = ref;
  const namespace = namespaceOfParams(resource, ref, request);
  const { store } = request.server;
  const required = (found: Params): Params => {
    if (found.length > 0 || parameterNotFoundAction !== 'Deny') return found;
    throw new ConfigurationError('no params found for policy binding with `Deny` parameterNotFoundAction');
  };
  if (name !== '') {
    const stored = store.get(storageKey(resource, { namespace, name }));
    const found = readAll(resource, stored === undefined ? [] : [stored]);
    return found instanceof Promise ? found.then(required) : required(found);
  }
  const selected = labelSelectorAsSelector(selector);
  return store
    .list({ prefix: storagePrefix(resource, namespace) })
    .then(({ items }) => readAll(resource, items))
    .then((found) => required(found.filter(({ metadata }) => selected.matches(metadata.labels ?? {}))));
}

/** In the version that the policy names. */
function readAll(
  resource: ResourceDefinition,
  items: readonly StoredObject[],
): KubernetesObject[] | Promise<KubernetesObject[]> {
  const read = () => items.map((stored) => readObject(resource, stored));
  return convertAhead(resource, items)?.then(read) ?? read();
}

function namespaceOfParams(
  { namespaced }: ResourceDefinition,
  { namespace: said = '' }: ParamRef,
  request: AdmissionRequest,
): string {
  if (!namespaced) {
    if (said === '') return '';
    throw new ConfigurationError('paramRef.namespace must not be provided for a cluster-scoped `paramKind`');
  }
  const namespace = said || namespaceOf(request);
  if (namespace !== '') return namespace;
  throw new ConfigurationError(
    'cannot use namespaced paramRef in policy binding that matches cluster-scoped resources',
  );
}
