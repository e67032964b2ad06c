import type { Volume } from '@sampan/api';
import { podSources } from './pod-sources.js';
import { sourceLines } from './volume-source.js';

/** The volumes of a pod, or of a template for pods. */
export function volumeLines(volumes: readonly Volume[] = [], prefix = ''): string[] {
  if (volumes.length === 0) return [`${prefix}Volumes:\t<none>`];
  const nameIndent = prefix === '' ? '' : ' ';
  return [
    `${prefix}Volumes:`,
    ...volumes.flatMap((volume) => [`  ${nameIndent}${volume.name}:`, ...sourceLines(volume, podSources)]),
  ];
}
