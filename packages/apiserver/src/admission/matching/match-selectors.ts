import { type LabelSelector, labelSelectorAsSelector, notFound, type Selector } from '@sampan/api';
import type { AdmissionRequest } from '../admission-plugin.js';
import { namespaceOf, type RequestObjects } from './request-objects.js';

/** Which objects, of which namespaces. An absent selector is one that says nothing. */
export interface SelectorPair {
  readonly namespaceSelector: Selector;
  readonly objectSelector: Selector;
}

export function compileSelectors({
  namespaceSelector = {},
  objectSelector = {},
}: {
  readonly namespaceSelector?: LabelSelector;
  readonly objectSelector?: LabelSelector;
}): SelectorPair {
  return {
    namespaceSelector: labelSelectorAsSelector(namespaceSelector),
    objectSelector: labelSelectorAsSelector(objectSelector),
  };
}

/**
 * Whether a request is about objects that are selected. Asked of requests that meet the rules: throws NotFound where the
 * namespace is not there, whose labels have to be known.
 */
export function matchSelectors(selectors: SelectorPair, request: AdmissionRequest, objects: RequestObjects): boolean {
  return matchesObject(selectors, objects) && matchesNamespace(selectors, request);
}

/** The object as it was counts as well as what becomes of it. What has no labels is not selected. */
function matchesObject({ objectSelector }: SelectorPair, { object, oldObject }: RequestObjects): boolean {
  if (objectSelector.empty) return true;
  return [object, oldObject].some((one) => one !== undefined && objectSelector.matches(one.metadata.labels ?? {}));
}

/** What is cluster-scoped, and no namespace, has no namespace that could be left out. */
function matchesNamespace({ namespaceSelector }: SelectorPair, request: AdmissionRequest): boolean {
  if (namespaceSelector.empty) return true;
  const namespace = namespaceOf(request);
  if (namespace === '' && request.resource.plural !== 'namespaces') return true;
  return namespaceSelector.matches(namespaceLabels(request, namespace));
}

/** A namespace that is being written is known by what is written. */
function namespaceLabels(request: AdmissionRequest, namespace: string): Record<string, string> {
  const { resource, subresource, operation, object, server } = request;
  const isWritten = operation === 'CREATE' || operation === 'UPDATE';
  if (resource.plural === 'namespaces' && subresource === '' && isWritten) return object?.metadata.labels ?? {};
  const found = server.objects.namespaces.get('', namespace);
  if (found === undefined) throw notFound({ group: '', resource: 'namespaces' }, namespace);
  return found.metadata.labels ?? {};
}
