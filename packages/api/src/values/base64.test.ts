import { expect, it } from 'vitest';
import { decodeBase64, encodeBase64 } from './base64.js';

it.each([
  ['', []],
  ['AA==', [0]],
  ['AAE=', [0, 1]],
  ['AAEC', [0, 1, 2]],
  ['/+7d3Q==', [255, 238, 221, 221]],
])('%j', (text, bytes) => {
  expect(encodeBase64(Uint8Array.from(bytes))).toBe(text);
  expect([...decodeBase64(text)]).toEqual(bytes);
});

it.each([
  ['A', 1],
  ['AA', 2],
  ['AA=', 3],
  ['A*==', 1],
  ['AA==AA==', 4],
  ['=', 0],
])('refuses %j', (text, index) =>
  expect(() => decodeBase64(text)).toThrow(`illegal base64 data at input byte ${index}`),
);
