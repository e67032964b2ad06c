import { TestClock } from '@sampan/api';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createStore } from './create-store.js';
import { followStore } from './follow-store.js';
import { memoryBackend } from './memory.js';
import type { Store } from './store.js';

const prefix = '/registry/things/';

let store: Store;
beforeEach(async () => {
  store = await createStore({ backend: memoryBackend(), clock: new TestClock() });
});
afterEach(() => store.close());

async function put(name: string): Promise<void> {
  const index = { uid: name, labels: {}, fields: {}, ownerUids: [] };
  const encode = () => ({ bytes: Buffer.from('{}'), index });
  await store.commit({ type: 'put', key: `${prefix}${name}`, expected: 0, encode });
}

/** Follows, and writes down what is told; `begun` is called with every new beginning. */
async function following(begun: (times: number) => void = () => undefined, refuse = '') {
  const told: string[] = [];
  let times = 0;
  const { stop } = await followStore(store, prefix, {
    reset: (objects) => {
      told.push(`all: ${objects.map(({ key }) => key.slice(prefix.length))}`);
      begun(++times);
    },
    changed: (events) => {
      for (const { object } of events) {
        const name = object.key.slice(prefix.length);
        if (name === refuse) throw new Error('this one cannot be understood');
        told.push(name);
      }
    },
  });
  return { told, stop };
}

it('tells of what is there, and of what comes, until it is stopped', async () => {
  await put('a');
  const { told, stop } = await following();
  await put('b');
  stop();
  await put('c');
  expect(told).toEqual(['all: a', 'b']);
});

it('begins anew where its watch is lost', async () => {
  let again: () => void = () => undefined;
  const begunAgain = new Promise<void>((resolve) => {
    again = resolve;
  });
  const { told, stop } = await following((times) => times === 2 && again(), 'bad');
  await put('bad');
  await begunAgain;
  await put('x');
  stop();
  expect(told).toEqual(['all: ', 'all: bad', 'x']);
});

it('begins anew where its list is forgotten before the watch begins', async () => {
  await put('a');
  const list = store.list.bind(store);
  let isFirst = true;
  // Between the list and the watch others write, and the past is forgotten.
  const busy: Store = Object.assign(Object.create(store) as Store, {
    list: async (request: Parameters<Store['list']>[0]) => {
      const listed = await list(request);
      if (isFirst) {
        isFirst = false;
        await put('b');
        await store.compact(store.revision);
      }
      return listed;
    },
  });
  const told: string[] = [];
  const { stop } = await followStore(busy, prefix, {
    reset: (objects) => told.push(`all: ${objects.map(({ key }) => key.slice(prefix.length))}`),
    changed: (events) => told.push(...events.map(({ object }) => object.key.slice(prefix.length))),
  });
  await put('c');
  stop();
  expect(told).toEqual(['all: a', 'all: a,b', 'c']);
});
