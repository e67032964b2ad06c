import { parseLabelSelector, type UnstructuredObject } from '@sampan/api';

/** Whether the labels of `object` match the text of a label selector. */
export function matchesSelector(selector: string, object: UnstructuredObject): boolean {
  return parseLabelSelector(selector).matches(object.metadata.labels ?? {});
}
