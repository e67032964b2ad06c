import { CommandError } from './errors.js';

/** `a=b,c=d` as labels. */
export function parseLabelPairs(text: string): Record<string, string> {
  const labels: Record<string, string> = {};
  for (const pair of text === '' ? [] : text.split(',')) {
    const [key, value, ...more] = pair.split('=');
    if (!key || value === undefined || more.length > 0) throw new CommandError(`unexpected label spec: ${pair}`);
    labels[key] = value;
  }
  return labels;
}
