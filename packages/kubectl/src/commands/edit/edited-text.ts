import { decodeManifest } from '../../framework/decode-manifest.js';

/** Why a file is opened again: a sentence, and what there is to say to it line by line. */
export interface EditReason {
  head: string;
  details: readonly string[];
}

/** The comment above the objects of an edited file. */
export function editHead(introduction: string, reasons: readonly EditReason[]): string {
  const blocks = reasons.map(({ head, details }) => {
    const lines = [`# ${commented(head)}${details.length > 0 ? ':' : ''}`];
    return [...lines, ...details.map((detail) => `# * ${commented(detail)}`), '#', ''].join('\n');
  });
  return `${introduction}${blocks.join('')}`;
}

/** `text` as the rest of a comment line, whatever breaks of lines it has. */
function commented(text: string): string {
  return text.replace(/\n(?=[^#])/g, '\n# ');
}

/** An edited file without its comment lines. */
export function withoutComments(text: string): string {
  return text
    .split(/(?<=\n)/)
    .filter((line) => !line.trimStart().startsWith('#'))
    .join('');
}

/** Whether two files say the same: the same values, or, where one cannot be read, the same lines. */
export async function saysTheSame(one: string, other: string): Promise<boolean> {
  return (await meaning(one)) === (await meaning(other));
}

async function meaning(text: string): Promise<string> {
  try {
    const values: unknown[] = [];
    for await (const value of decodeManifest(text)) values.push(value);
    return JSON.stringify(values[0] ?? null);
  } catch {
    return withoutComments(text).trim();
  }
}

/** Whether anything stands in a file besides comments. */
export function hasContent(text: string): boolean {
  return withoutComments(text).trim() !== '';
}
