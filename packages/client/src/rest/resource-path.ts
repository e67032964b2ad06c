import { type ObjectKey, quote, type ResourceType } from '@sampan/api';

/** A request that is not sent: its path would name something else than it was asked for. In client-go's words. */
export class InvalidRequestError extends Error {
  override name = 'InvalidRequestError';
}

/**
 * The collection path (`/api/v1/namespaces/x/pods`, `/apis/apps/v1/deployments`); without a namespace: across all.
 * Throws an InvalidRequestError for a namespace that is not one segment of a path.
 */
export function collectionPath(type: ResourceType, namespace = ''): string {
  const root = type.group === '' ? `/api/${type.version}` : `/apis/${type.group}/${type.version}`;
  const scope = type.namespaced && namespace !== '' ? `/namespaces/${segment('namespace', namespace)}` : '';
  return `${root}${scope}/${type.plural}`;
}

/** Where an object of `type` is created: an object with a namespace says which. */
export function creationPath(type: ResourceType, namespace = ''): string {
  if (type.namespaced && namespace === '') {
    throw new InvalidRequestError('an empty namespace may not be set during creation');
  }
  return collectionPath(type, namespace);
}

/**
 * The path of one object, or of a subresource of it. Every name goes through here: an empty one would name the
 * collection, and `..` what lies above it. Throws an InvalidRequestError.
 */
export function objectPath(type: ResourceType, { namespace, name }: ObjectKey, subresource?: string): string {
  if (name === '') throw new InvalidRequestError('resource name may not be empty');
  const last = segment('resource name', name);
  if (type.namespaced && namespace === '') {
    throw new InvalidRequestError('an empty namespace may not be set when a resource name is provided');
  }
  const object = `${collectionPath(type, namespace)}/${last}`;
  return subresource === undefined ? object : `${object}/${segment('subresource', subresource)}`;
}

/** `value` as one segment of a path, by the rules of apimachinery's IsValidPathSegmentName. */
function segment(what: string, value: string): string {
  const problems =
    value === '.' || value === '..'
      ? [`may not be '${value}'`]
      : ['/', '%']
          .filter((character) => value.includes(character))
          .map((character) => `may not contain '${character}'`);
  if (problems.length > 0) throw new InvalidRequestError(`invalid ${what} ${quote(value)}: [${problems.join(' ')}]`);
  return encodeURIComponent(value);
}
