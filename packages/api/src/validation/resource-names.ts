import { isQualifiedName } from './names.js';

/** `hugepages-2Mi`. */
export function isHugePages(name: string): boolean {
  return name.startsWith('hugepages-');
}

/** Kubernetes' own resources: without a domain, or with one of its own. */
export function isNativeResource(name: string): boolean {
  return !name.includes('/') || name.slice(0, name.indexOf('/')).endsWith('kubernetes.io');
}

/** Resources of others (`example.com/gpu`), as far as a quota can name them. */
export function isExtendedResource(name: string): boolean {
  if (isNativeResource(name) || name.startsWith('requests.')) return false;
  return isQualifiedName(`requests.${name}`).length === 0;
}
