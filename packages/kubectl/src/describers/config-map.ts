import type { ConfigMap } from '@sampan/api';
import { decodeBase64 } from '@sampan/api';
import { defineDescriber } from './describer.js';
import { sortedEntries } from './lines.js';
import { labelAndAnnotationLines, nameLines } from './parts/metadata.js';

export const configMapDescriber = defineDescriber<ConfigMap>({
  group: '',
  kind: 'ConfigMap',
  async describe(configMap, context) {
    return [
      ...nameLines(configMap),
      ...labelAndAnnotationLines(configMap),
      '',
      'Data',
      '====',
      ...sortedEntries(configMap.data).flatMap(([key, value]) => [`${key}:`, '----', value, '']),
      '',
      'BinaryData',
      '====',
      ...sortedEntries(configMap.binaryData).map(([key, value]) => `${key}: ${decodeBase64(value).length} bytes`),
      '',
      ...(await context.eventLines(configMap)),
    ];
  },
});
