import { appendFileSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TestClock } from '@sampan/api';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { formatCriLine } from './cri-line.js';
import { LogPump } from './log-pump.js';
import { readLog } from './read-log.js';
import { RotatingLog } from './rotating-log.js';

let folder: string;
let logFile: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sampan-log-'));
  logFile = join(folder, 'log');
});
afterEach(() => rmSync(folder, { recursive: true }));

const pump = () => new LogPump({ folder, logFile, clock: new TestClock() });
const contents = () => readFileSync(logFile, 'utf8').replace(/^\S+ /gm, '');

it('goes on where the last pump stopped, and loses and repeats nothing', () => {
  writeFileSync(join(folder, 'stdout'), 'one\ntw');
  pump().close();
  appendFileSync(join(folder, 'stdout'), 'o\nthree');
  pump().finish();
  expect(contents()).toBe('stdout F one\nstdout F two\nstdout P three\n');
});

it('lets others follow what is written as it is written, and keeps it until they have it', async () => {
  const stdout = join(folder, 'stdout');
  writeFileSync(stdout, 'before');
  const clock = new TestClock();
  const carrying = new LogPump({ folder, logFile, clock });
  let ended = () => {};
  const over = new Promise<void>((resolve) => {
    ended = resolve;
  });
  let began = () => {};
  const begun = new Promise<void>((resolve) => {
    began = resolve;
  });
  const followed = carrying.follow('stdout', {
    ended: over,
    began: () => began(),
    signal: new AbortController().signal,
  });
  const first = followed.next();
  await begun;
  appendFileSync(stdout, 'no line');
  expect((await first).value?.toString()).toBe('no line');
  const much = `${'x'.repeat(1023)}\n`.repeat(9 * 1024);
  appendFileSync(stdout, much);
  // All of it is in the log by now, and would be given back.
  while (statSync(logFile).size < much.length) {
    await clock.advance(20);
    await new Promise(setImmediate);
  }
  carrying.finish();
  ended();
  let length = 0;
  for await (const part of followed) length += part.toString().replaceAll('\0', '').length;
  expect(length).toBe(much.length);
});

it('cuts lines that are too long', () => {
  writeFileSync(join(folder, 'stderr'), `${'x'.repeat(40_000)}\n`);
  pump().finish();
  expect(
    contents()
      .split('\n')
      .map((line) => line.slice(0, 8) + line.length),
  ).toEqual(['stderr P16393', 'stderr P16393', 'stderr F7241', '0']);
});

it('keeps five files, knows its offsets across them, and reads their tail', async () => {
  const entry = formatCriLine('2026-01-01T00:00:00.000000000Z', 'stdout', {
    content: Buffer.from('x'.repeat(50)),
    partial: false,
  });
  const log = new RotatingLog(logFile, 250);
  for (let count = 0; count < 30; count++) log.append(entry, 'stdout', 51);
  log.close();
  expect(existsSync(`${logFile}.4`) && !existsSync(`${logFile}.5`)).toBe(true);
  const again = new RotatingLog(logFile);
  expect(again.offsets).toEqual({ stdout: 30 * 51, stderr: 0 });
  again.close();
  const options = { follow: false, previous: false, timestamps: false, tailLines: 5 };
  let text = '';
  for await (const part of readLog({ file: logFile, ended: Promise.resolve() }, options, new AbortController().signal))
    text += part;
  expect(text).toBe(`${'x'.repeat(50)}\n`.repeat(5));
});
