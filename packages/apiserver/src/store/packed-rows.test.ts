import { expect, it } from 'vitest';
import type { LogRow } from './backend.js';
import { packRows, unpackRows } from './packed-rows.js';

const row: LogRow = {
  type: 'put',
  revision: 1,
  created: 1,
  previous: 0,
  key: '/registry/pods/a/one',
  index: '{}',
  bytes: Buffer.from('{}'),
};

it.each<{ what: string; rows: LogRow[] }>([
  { what: 'nothing', rows: [] },
  { what: 'one row', rows: [row] },
  {
    what: 'rows of each type',
    rows: [row, { ...row, type: 'context', revision: 2 }, { ...row, type: 'delete', revision: 3 }],
  },
  {
    what: 'text beyond ASCII',
    rows: [{ ...row, key: '/registry/größe/船/🛶', index: '{"labels":{"名":"舢板🛶"}}' }, row],
  },
  { what: 'empty text and bytes', rows: [{ ...row, key: '', index: '', bytes: Buffer.alloc(0) }, row] },
  { what: 'revisions beyond 32 bits', rows: [{ ...row, revision: 2 ** 53 - 1, created: 2 ** 40, previous: 2 ** 32 }] },
])('brings $what to the other side', ({ rows }) => {
  expect(unpackRows(packRows(rows))).toEqual(rows);
});
