import { type DecodedBody, decodeJson, SyntaxProblem } from './decode-json.js';
import { readYaml } from './yaml-thread.js';

const openBrace = 0x7b;

/**
 * Reads the first document of a YAML text as JSON data. Most clients that say YAML send JSON, which needs no parser of
 * YAML. Rejects with a {@link SyntaxProblem}.
 */
export async function decodeYaml(body: Buffer): Promise<DecodedBody> {
  const known = body[0] === openBrace ? asJson(body) : undefined;
  if (known !== undefined) return known;
  const reply = await readYaml(body.toString());
  if ('problem' in reply) throw new SyntaxProblem(`error converting YAML to JSON: yaml: ${reply.problem}`);
  return decodeJson(Buffer.from(reply.json.buffer, reply.json.byteOffset, reply.json.byteLength));
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
