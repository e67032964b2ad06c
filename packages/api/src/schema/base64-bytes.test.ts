import { expect, it } from 'vitest';
import { illegalBase64Offset, withoutLineBreaks } from './base64-bytes.js';

it.each([
  ['', -1],
  ['YQ==', -1],
  ['YWI=', -1],
  ['YWJj', -1],
  ['YW\r\nJj\n', -1],
  ['YQ=\n=', -1],
  ['#', 0],
  ['YW-j', 2],
  ['YWJjY', 4],
  ['YWJjYQ', 4],
  ['YQ=', 3],
  ['YQ=x', 3],
  ['YQ==YQ==', 4],
  ['=', 0],
])('%j goes wrong at %i', (text, offset) => expect(illegalBase64Offset(text)).toBe(offset));

it('removes line breaks', () => expect(withoutLineBreaks('YW\r\nJj\n')).toBe('YWJj'));
