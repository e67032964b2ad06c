import { scanJsonValue } from '@sampan/api';
import { CommandError } from './errors.js';

/**
 * The values of a manifest's text, one after the other, as apimachinery's YAMLOrJSONDecoder reads them: JSON values that
 * follow one another, or documents of YAML; a stream that begins as JSON goes on as YAML behind a `---`. Throws at the
 * first mistake, after the values before it.
 */
export async function* decodeManifest(text: string): AsyncGenerator<unknown> {
  const isJson = /^\s*\{/.test(text);
  const { problem, rest } = isJson ? yield* jsonValues(text) : { problem: undefined, rest: text };
  if (rest === undefined) {
    if (problem !== undefined) throw problem;
    return;
  }
  const { decodeYaml } = await import('./decode-yaml.js');
  if (problem === undefined) return yield* decodeYaml(rest);
  // What begins with a brace and is no JSON may be YAML in flow style; if it is neither, it was meant to be JSON.
  const values: unknown[] = [];
  try {
    for (const value of decodeYaml(rest)) values.push(value);
  } catch {
    throw problem;
  }
  yield* values;
}

/** What comes after the JSON values of a text: YAML, or nothing; and why it is no JSON, if it should have been. */
interface Remainder {
  rest: string | undefined;
  problem: CommandError | undefined;
}

function* jsonValues(text: string): Generator<unknown, Remainder> {
  for (let at = skipSpace(text, 0), isFirst = true; at < text.length; at = skipSpace(text, at), isFirst = false) {
    if (!isFirst && text.startsWith('---', at)) return { rest: text.slice(at), problem: undefined };
    const { end, problem } = scanJsonValue(text, at);
    if (problem !== undefined) return { rest: isFirst ? text : undefined, problem: syntaxError(text, end, problem) };
    yield JSON.parse(text.slice(at, end));
    at = end;
  }
  return { rest: undefined, problem: undefined };
}

function skipSpace(text: string, from: number): number {
  let at = from;
  while (/[ \t\r\n\ufeff]/.test(text.charAt(at))) at++;
  return at;
}

/** Go counts bytes. */
function syntaxError(text: string, end: number, problem: string): CommandError {
  if (problem === 'unexpected end of JSON input') return new CommandError('unexpected EOF');
  return new CommandError(`json: offset ${Buffer.byteLength(text.slice(0, end))}: ${problem}`);
}
