import { accessSync, constants, realpathSync } from 'node:fs';
import path from 'node:path';
import { realKubectl } from './paths.js';

/** A released kubectl, and how to make it speak one of the protocols of streams. */
export interface RealKubectl {
  /** `kubectl 1.27 over SPDY`. */
  readonly name: string;
  /** Of Kubernetes 1.x. */
  readonly minor: number;
  readonly command: string;
  readonly env: Record<string, string>;
}

/** Those that this project is tried with. */
const minors = [27, 28, 29, 30, 31, 32, 33] as const;
/** Older ones know SPDY alone. */
const firstWithWebSockets = 30;

/** Every kubectl that lies beside the one on PATH, once for each protocol that it speaks. */
export const realKubectls: readonly RealKubectl[] = minors.flatMap((minor) => {
  const command = find(minor);
  if (command === undefined) return [];
  const protocols = minor < firstWithWebSockets ? ['SPDY'] : ['SPDY', 'WebSocket'];
  return protocols.map((protocol) => ({
    name: `kubectl 1.${minor} over ${protocol}`,
    minor,
    command,
    env: {
      KUBECTL_REMOTE_COMMAND_WEBSOCKETS: String(protocol === 'WebSocket'),
      KUBECTL_PORT_FORWARD_WEBSOCKETS: String(protocol === 'WebSocket'),
    },
  }));
});

/** Those that are not here: `kubectl.1.27`. */
export const missingKubectls: readonly string[] = minors
  .filter((minor) => find(minor) === undefined)
  .map((minor) => `kubectl.1.${minor}`);

function find(minor: number): string | undefined {
  if (realKubectl === undefined) return undefined;
  const file = path.join(path.dirname(realpathSync(realKubectl)), `kubectl.1.${minor}`);
  try {
    accessSync(file, constants.X_OK);
    return file;
  } catch {
    return undefined;
  }
}
