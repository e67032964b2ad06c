/**
 * What two runs of one command may say differently about the same state: when things happened, what was chosen at
 * random, and how wide the columns are that hold it. Everything else is compared byte for byte.
 */
const differences: readonly [RegExp, string][] = [
  // The real one's log of a watch that its own timeout has ended: written or not, as the two meet.
  [/^[IWE]\d{4} [^\n]* reflector\.go:[^\n]*\n/gm, ''],
  [/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, 'UID'],
  [/\b(LIVE|MERGED)-\w+/g, '$1'],
  [/\bkubectl-edit-\d+/g, 'kubectl-edit-RANDOM'],
  [/20\d\d-\d\d-\d\d [\d:.]+ [+-]\d{4}/g, 'TIME'],
  [/20\d\d-\d\d-\d\dT[\d:.]+Z/g, 'TIME'],
  // A node's Lease is renewed, and its conditions are reported, between one client and the other.
  [/\b[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} 20\d\d [\d:]+ [+-]\d{4}/g, 'TIME'],
  [/(resourceVersion\\?["']?: ?\\?["']?|Resource Version: +)\d+/g, '$1VERSION'],
  [/\b127\.\d+\.\d+\.\d+\b/g, 'ADDRESS'],
  // The alphabet of generated names has no vowels, so that no words come of it.
  [/-[bcdfghjklmnpqrstvwxz2456789]{5}\b/g, '-RANDOM'],
  [/\bparity-(real|ours)\b/g, 'parity'],
  [/(?<=[\s(])(<invalid>|(\d+[dhms])+)(?=[\s)]|$)/gm, 'AGE'],
  [/\(x\d+ over AGE\)/g, '(xTIMES over AGE)'],
  // Of a column before them that holds ages as well (`1 (AGE ago)`), the width goes with those.
  [/ +(?=AGE\b)/g, ' '],
  [/(AGE\)?|ADDRESS|\bAge|\bCLUSTER-IP|\bIP|\bLAST SEEN|----) +/g, '$1 '],
];

/** `text` without what may differ between two runs of the same command. */
export function normalise(text: string): string {
  return differences.reduce((normal, [pattern, replacement]) => normal.replace(pattern, replacement), text);
}
