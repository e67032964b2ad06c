import { describe, expect, it } from 'vitest';
import { linesOf } from './json-lines.js';

async function* chunked(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let start = 0; start < bytes.length; start += size) yield bytes.subarray(start, start + size);
}

async function collect(text: string, size: number): Promise<string[]> {
  const lines: string[] = [];
  for await (const line of linesOf(chunked(Buffer.from(text), size))) lines.push(line);
  return lines;
}

describe('linesOf', () => {
  const text = '{"a":"é✓"}\n\n{"b":2}\n{"long":"xxxxxxxxxxxxxxxxxxxxxxxxxxxx"}';
  const lines = ['{"a":"é✓"}', '{"b":2}', '{"long":"xxxxxxxxxxxxxxxxxxxxxxxxxxxx"}'];

  for (const size of [1, 2, 3, 7, 10, 1000]) {
    it(`joins lines and characters that are cut into pieces of ${size} bytes`, async () => {
      expect(await collect(text, size)).toEqual(lines);
    });
  }

  it('gives nothing for an empty stream', async () => {
    expect(await collect('', 5)).toEqual([]);
  });
});
