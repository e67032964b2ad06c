import { readFile } from 'node:fs/promises';
import type { HostImage } from './resolve-image.js';

/** Reads a file `{"IMAGE": {"command": […], "args": […], "env": {…}} | "program"}`. A file that is not there is empty. */
export async function loadHostImages(file: string | undefined): Promise<Map<string, HostImage>> {
  if (file === undefined) return new Map();
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '{}';
    throw error;
  });
  const images = new Map<string, HostImage>();
  for (const [name, value] of Object.entries(JSON.parse(text) as Record<string, unknown>)) {
    images.set(name, hostImage(name, value));
  }
  return images;
}

function hostImage(name: string, value: unknown): HostImage {
  if (typeof value === 'string') return { command: [value] };
  const { command, args, env } = (value ?? {}) as { command?: unknown; args?: unknown; env?: unknown };
  if (!isTextList(command) || command.length === 0) {
    throw new Error(`images file: "${name}" needs a "command", a list of a program and its arguments`);
  }
  return {
    command,
    ...(isTextList(args) ? { args } : {}),
    ...(typeof env === 'object' && env !== null ? { env: env as Record<string, string> } : {}),
  };
}

function isTextList(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'string');
}
