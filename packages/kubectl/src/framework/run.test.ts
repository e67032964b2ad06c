import { describe, expect, it } from 'vitest';
import { defineCommand } from './command.js';
import { flag } from './flags.js';
import { captureOutput } from './io.js';
import { runCommand } from './run.js';

/** A command with a flag that has the name of a global one: it tells who the flag went to. */
const bind = defineCommand({
  name: 'bind',
  usage: '--user=NAME',
  short: 'Tell the users',
  flags: { user: flag.strings('Users that are told.') },

  async run({ context, flags }) {
    const { user, cluster } = context.globals;
    context.print(`${JSON.stringify({ told: flags.user, user, cluster })}\n`);
  },
});

describe('runCommand', () => {
  it("lets a command's flag hide the global flag of its name", async () => {
    const [stdout, stderr] = [captureOutput(), captureOutput()];
    const io = { stdout, stderr, stdin: process.stdin, env: {}, cwd: '/' };
    expect(await runCommand(bind, ['--user=jane', '--cluster=c'], io)).toBe(0);
    expect(JSON.parse(stdout.text())).toEqual({ told: ['jane'], user: '', cluster: 'c' });
  });
});
