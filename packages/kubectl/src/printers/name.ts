import { parseApiVersion, type UnstructuredObject } from '@sampan/api';

/** `deployment.apps/web created`: the kind in lower case with its group, the name, what happened to it. */
export function nameLine(object: UnstructuredObject, operation: string): string {
  const items = object.items as UnstructuredObject[] | undefined;
  if (Array.isArray(items)) return items.map((item) => nameLine(item, operation)).join('');
  const suffix = operation === '' ? '' : ` ${operation}`;
  return `${kindAndGroup(object)}/${object.metadata?.name || '<unknown>'}${suffix}\n`;
}

/** `deployment.apps`, `pod`. */
export function kindAndGroup({ apiVersion, kind }: Pick<UnstructuredObject, 'apiVersion' | 'kind'>): string {
  const { group } = parseApiVersion(apiVersion);
  const type = kind.toLowerCase();
  return group === '' ? type : `${type}.${group}`;
}
