import { expect, it } from 'vitest';
import { headerReader, headerWriter } from './header-block.js';

const hex = (text: string) => Buffer.from(text.replaceAll(' ', ''), 'hex');

it('reads the blocks of a real client, one after the other', async () => {
  const read = headerReader();
  const first = '78f9e3c6a7c2626060600 4a7b392a2d4c45c6851c29a0a0a6800000000ffff';
  expect(await read(hex(first))).toEqual(new Map([['streamtype', 'error']]));
  expect(await read(hex('c22ac5565c92925f5a02000000ffff'))).toEqual(new Map([['streamtype', 'stdout']]));
});

it('reads what it writes', async () => {
  const [read, write] = [headerReader(), headerWriter()];
  for (const headers of [
    new Map([['a', 'b']]),
    new Map(),
    new Map([
      ['port', '80'],
      ['x', ''],
    ]),
  ]) {
    expect(await read(write(headers))).toEqual(headers);
  }
});
