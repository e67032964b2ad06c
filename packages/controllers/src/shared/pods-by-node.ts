import type { Pod } from '@sampan/api';

/** The name of the index of Pods by the node that they are bound to. */
export const nodeIndex = 'node';

export function nodeNameOf({ spec }: Pod): readonly string[] {
  return spec?.nodeName ? [spec.nodeName] : [];
}
