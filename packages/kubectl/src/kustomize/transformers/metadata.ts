import type { TransformerConfig } from '../default-fields.js';
import { type FieldSpec, mergeSpecs, visitFields } from '../field-specs.js';
import type { Kustomization } from '../kustomization.js';
import type { Resource } from '../resource.js';

/** Labels, in metadata and, where they are asked for, in templates and selectors. */
export function addLabels(
  resources: readonly Resource[],
  { labels = [], commonLabels = {} }: Kustomization,
  config: TransformerConfig,
): void {
  for (const { pairs = {}, includeSelectors, includeTemplates, fields = [] } of labels) {
    const more = includeSelectors
      ? config.commonLabels
      : [...(includeTemplates ? config.templateLabels : []), { path: 'metadata/labels', create: true }];
    addPairs(resources, pairs, mergeSpecs(fields, more));
  }
  addPairs(resources, commonLabels, config.commonLabels);
}

/** Annotations, in metadata and in templates. */
export function addAnnotations(
  resources: readonly Resource[],
  { commonAnnotations = {} }: Kustomization,
  config: TransformerConfig,
): void {
  addPairs(resources, commonAnnotations, config.commonAnnotations);
}

/** Puts pairs into the maps that `specs` mean. */
export function addPairs(
  resources: readonly Resource[],
  pairs: Record<string, string>,
  specs: readonly FieldSpec[],
): void {
  if (Object.keys(pairs).length === 0) return;
  for (const { object } of resources) {
    for (const spec of specs) {
      visitFields(object, spec, {
        visit: ({ value, set }) => set({ ...(value as object | undefined), ...pairs }),
        created: {},
      });
    }
  }
}
