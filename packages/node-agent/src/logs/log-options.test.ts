import { expect, it } from 'vitest';
import { parseLogOptions } from './log-options.js';

it.each([
  ['', { follow: false, previous: false, timestamps: false }],
  ['follow=True&previous=TRUE&timestamps=1', { follow: true, previous: true, timestamps: true }],
  ['follow=False&previous=0&timestamps=FALSE', { follow: false, previous: false, timestamps: false }],
  ['follow=&previous=yes', { follow: true, previous: true, timestamps: false }],
])('%j', (query, options) => {
  expect(parseLogOptions(new URLSearchParams(query), 0)).toMatchObject(options);
});
