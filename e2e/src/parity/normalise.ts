/** What two clients may say differently about the same state: when things happened, and what was chosen at random. */
const differences: readonly [RegExp, string][] = [
  [/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, 'UID'],
  [/\b(LIVE|MERGED)-\w+/g, '$1'],
  [/20\d\d-\d\d-\d\d [\d:.]+ [+-]\d{4}/g, 'TIME'],
  [/20\d\d-\d\d-\d\dT[\d:.]+Z/g, 'TIME'],
  // A node's Lease is renewed, and its conditions are reported, between one client and the other.
  [/\b[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} 20\d\d [\d:]+ [+-]\d{4}/g, 'TIME'],
  [/(["']?resourceVersion["']?: )"\d+"/g, '$1"VERSION"'],
  [/\b127\.\d+\.\d+\.\d+\b/g, 'ADDRESS'],
  [/-[a-z0-9]{5}\b/g, '-RANDOM'],
  [/\bparity-(real|ours)\b/g, 'parity'],
  [/(?<=[\s(])(<invalid>|(\d+[dhms])+)(?=[\s)]|$)/gm, 'AGE'],
  [/\(x\d+ over AGE\)/g, '(xTIMES over AGE)'],
  [/ +/g, ' '],
  // A kubectl that was built into another program says "Error:", and logs what kubectl prints.
  [/^Error: /gm, 'error: '],
  [/^E\d{4} .*"command failed" err="(.*)"$/gm, 'error: $1'],
  [/\\"/g, '"'],
];

/** `text` without what may differ between two runs of the same command. */
export function normalise(text: string): string {
  return differences.reduce((normal, [pattern, replacement]) => normal.replace(pattern, replacement), text);
}
