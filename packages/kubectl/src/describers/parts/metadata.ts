import type { KubernetesObject } from '@sampan/api';
import { annotationLines, field, labelLines } from '../lines.js';

/** `Name:` and, of objects in namespaces, `Namespace:`. */
export function nameLines({ metadata }: KubernetesObject): string[] {
  return [field('Name', metadata.name), ...namespaceLine(metadata.namespace)];
}

/** `Labels:` and `Annotations:`. */
export function labelAndAnnotationLines({ metadata }: KubernetesObject): string[] {
  return [...labelLines('Labels', metadata.labels), ...annotationLines('Annotations', metadata.annotations)];
}

function namespaceLine(namespace: string | undefined): string[] {
  return namespace === undefined ? [] : [field('Namespace', namespace)];
}
