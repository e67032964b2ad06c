import { expect, it } from 'vitest';
import { signalNumber } from './signal-number.js';

it('knows ordinary signals by their numbers', () => {
  expect(['SIGHUP', 'SIGINT', 'SIGQUIT', 'SIGABRT', 'SIGKILL', 'SIGTERM'].map(signalNumber)).toEqual([
    1, 2, 3, 6, 9, 15,
  ]);
  expect(signalNumber('SIGIOT')).toBe(6);
});

it.runIf(process.platform === 'linux')('counts real-time signals from either end, and knows old names', () => {
  expect(signalNumber('SIGRTMIN+3')).toBe(37);
  expect(signalNumber('SIGRTMAX-1')).toBe(63);
  expect(signalNumber('SIGCLD')).toBe(signalNumber('SIGCHLD'));
});

it('says of others that they are none', () => {
  expect(['TERM', 'SIGRTMIN*2', ''].map(signalNumber)).toEqual([undefined, undefined, undefined]);
});
