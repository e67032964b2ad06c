import { expect, it } from 'vitest';
import type { Container } from '../../drivers/container.js';
import type { ConformanceGroup } from './describe-driver.js';

/** What a container writes from now on, until it contains `text`. */
async function followed(container: Container, text: string, begun: () => void): Promise<string> {
  const over = new AbortController();
  let output = '';
  for await (const part of container.follow('stdout', { began: begun, signal: over.signal })) {
    output += part.toString();
    if (output.includes(text)) over.abort();
  }
  return output;
}

export const streamTests: readonly ConformanceGroup[] = [
  {
    name: 'streams',
    tests: (bench) => {
      it('carry input to a program, and its output at once', async () => {
        const container = await bench().shell('while read -r line; do printf "got $line"; done', { stdin: true });
        const output = followed(container, 'got this', () => container.openStdin?.()?.write('this\n'));
        expect(await output).toBe('got this');
      });

      it('end with the first input that ends, where it is to be the only one', async () => {
        const container = await bench().shell('cat; exit 7', { stdin: true, stdinOnce: true });
        const input = container.openStdin?.();
        input?.end('all', () => container.closeStdin?.());
        expect(await container.exited).toMatchObject({ exitCode: 7 });
      });

      it('run commands beside the program, with its environment', async () => {
        const { driver, shell } = bench();
        const container = await shell('sleep 100', { env: new Map([['A', 'b']]) });
        const command = ['sh', '-c', 'echo $A; cat; exit 4'];
        const running = await driver.containers.exec(container, { command, tty: false, stdin: true });
        let output = '';
        running.stdout.on('data', (data: Buffer) => {
          output += data.toString();
        });
        running.stdin?.end('in');
        expect(await running.exited).toEqual({ exitCode: 4 });
        await new Promise((resolve) => setImmediate(resolve));
        expect(output).toBe('b\nin');
      });

      it('have a terminal of the size that is asked for', async () => {
        const { driver, shell } = bench();
        const container = await shell('sleep 100');
        const size = { columns: 91, rows: 17 };
        const command = ['sh', '-c', 'test -t 0 && test -t 1 && stty size'];
        const running = await driver.containers.exec(container, { command, tty: true, stdin: true, size });
        let output = '';
        running.stdout.on('data', (data: Buffer) => {
          output += data.toString();
        });
        expect(await running.exited).toEqual({ exitCode: 0 });
        expect(output.trim()).toBe('17 91');
      });
    },
  },
  {
    name: 'terminals',
    needs: 'terminals',
    tests: (bench) => {
      it("are a program's input and output", async () => {
        const { shell, said } = bench();
        const container = await shell('test -t 0 && test -t 1 && echo terminal', { stdin: true, tty: true });
        expect(await said(container)).toContain('terminal');
      });
    },
  },
];
