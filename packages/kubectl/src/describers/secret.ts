import { decodeBase64, type Secret } from '@sampan/api';
import { defineDescriber } from './describer.js';
import { field, sortedEntries } from './lines.js';
import { labelAndAnnotationLines, nameLines } from './parts/metadata.js';

export const secretDescriber = defineDescriber<Secret>({
  group: '',
  kind: 'Secret',
  describe: (secret) => [
    ...nameLines(secret),
    ...labelAndAnnotationLines(secret),
    '',
    field('Type', secret.type ?? ''),
    '',
    'Data',
    '====',
    ...sortedEntries(secret.data).map(([key, value]) => field(key, valueText(secret, key, value))),
  ],
});

/** Only the tokens of service accounts are shown; of everything else the size. */
function valueText({ type }: Secret, key: string, value: string): string {
  const bytes = decodeBase64(value);
  const isToken = key === 'token' && type === 'kubernetes.io/service-account-token';
  return isToken ? new TextDecoder().decode(bytes) : `${bytes.length} bytes`;
}
