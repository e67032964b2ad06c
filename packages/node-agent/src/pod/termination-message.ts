import { open } from 'node:fs/promises';
import type { Container as ContainerSpec } from '@sampan/api';
import type { Container, ContainerExit } from '../drivers/container.js';
import { readLogTail } from '../logs/read-log-tail.js';

/** The kubelet's limits. */
const maxMessageBytes = 4096;
const fallback = { bytes: 2048, lines: 80 };

/** A container's last words: the file it wrote them to, or the end of its log where its policy says so. */
export async function terminationMessage(
  { terminationMessagePolicy }: ContainerSpec,
  handle: Container,
  exit: ContainerExit,
): Promise<string> {
  const message = await readStart(handle.terminationMessageFile);
  if (message !== '' || exit.exitCode === 0 || terminationMessagePolicy !== 'FallbackToLogsOnError') return message;
  return readLogTail(handle.logFile, fallback);
}

async function readStart(file: string): Promise<string> {
  const handle = await open(file, 'r').catch(() => undefined);
  if (handle === undefined) return '';
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(maxMessageBytes), 0, maxMessageBytes, 0);
    return buffer.toString('utf8', 0, bytesRead);
  } finally {
    await handle.close();
  }
}
