/** @import { Model } from './read-models.mjs' */

/** Kinds that have no metadata of their own, yet name themselves on the wire. */
const bareKinds = new Set([
  'V1APIGroup',
  'V1APIGroupList',
  'V1APIResourceList',
  'V1APIVersions',
  'V1DeleteOptions',
  'V1Status',
  'V1WatchEvent',
]);

/**
 * Whether a model is an object of its own on the wire, with `apiVersion` and `kind`.
 *
 * @param {Model} model
 */
export function isRootKind(model) {
  if (bareKinds.has(model.name)) return true;
  const metadata = model.properties.find((property) => property.name === 'metadata')?.type.name;
  const isSelfNaming = ['apiVersion', 'kind'].every((field) => model.properties.some(({ name }) => name === field));
  return isSelfNaming && (metadata === 'V1ObjectMeta' || metadata === 'V1ListMeta');
}
