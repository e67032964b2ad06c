import { parentPort } from 'node:worker_threads';
import { parseYaml } from './parse-yaml.js';

/** What the thread answers to a text: JSON, or what is wrong with it. */
export type YamlReply =
  | { readonly json: Uint8Array; readonly duplicates: readonly string[] }
  | { readonly problem: string };

/** The thread that YAML is read in: one text at a time. */
parentPort?.on('message', (text: string) => {
  const reply = read(text);
  parentPort?.postMessage(reply, 'json' in reply ? [reply.json.buffer as ArrayBuffer] : []);
});

function read(text: string): YamlReply {
  try {
    const { json, duplicates } = parseYaml(text);
    return { json: new TextEncoder().encode(json), duplicates };
  } catch (error) {
    if (error instanceof RangeError) return { problem: 'exceeded max depth' };
    return { problem: error instanceof Error ? error.message : String(error) };
  }
}
