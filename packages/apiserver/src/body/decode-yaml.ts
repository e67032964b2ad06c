import { type DecodedBody, decodeJson, SyntaxProblem } from './decode-json.js';
import { readYaml } from './yaml-thread.js';

const openBrace = 0x7b;

/**
 * Reads the first document of a YAML text as JSON data. Most clients that say YAML send JSON, which needs no parser of
 * YAML. Rejects with a {@link YamlProblem}.
 */
export async function decodeYaml(body: Buffer): Promise<DecodedBody> {
  const known = body[0] === openBrace ? asJson(body) : undefined;
  if (known !== undefined) return known;
  const reply = await readYaml(body.toString());
  if ('problem' in reply) throw new YamlProblem(`yaml: ${reply.problem}`);
  const { json, duplicates } = reply;
  const { value } = decodeJson(Buffer.from(json.buffer, json.byteOffset, json.byteLength));
  return { value, duplicates: duplicates.length === 0 ? [] : [strictProblem(duplicates)] };
}

/** A text that is not YAML. */
export class YamlProblem extends SyntaxProblem {}

/** Nobody reads more. */
const maxDuplicates = 100;

/** Go's strict parser says everything at once. */
function strictProblem(duplicates: readonly string[]): string {
  return ['yaml: unmarshal errors:', ...duplicates.slice(0, maxDuplicates)].join('\n  ');
}

/** Undefined where the text is not JSON, or has a key twice: YAML has words of its own for that. */
function asJson(body: Buffer): DecodedBody | undefined {
  try {
    const decoded = decodeJson(body);
    return decoded.duplicates.length === 0 ? decoded : undefined;
  } catch (error) {
    if (error instanceof SyntaxProblem) return undefined;
    throw error;
  }
}
