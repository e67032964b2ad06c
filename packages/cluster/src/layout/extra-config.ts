import { UserError } from '../user-error.js';

/** The kinds of processes that take flags of their own. */
const componentKinds = ['apiserver', 'controller-manager', 'scheduler', 'node-agent', 'node-simulator'] as const;

export type ComponentKind = (typeof componentKinds)[number];

/** What processes are told besides what a cluster needs: flags and their values, by the kind of process. */
export type ExtraConfig = Partial<Record<ComponentKind, Readonly<Record<string, string>>>>;

/**
 * What an option for all processes (`--extra-config COMPONENT.FLAG=VALUE`) and one for the API server (`--apiserver-arg
 * FLAG=VALUE`) say together; undefined: neither was given.
 */
export function readExtraConfig(all: unknown, apiserver: unknown): ExtraConfig | undefined {
  if (!Array.isArray(all) && !Array.isArray(apiserver)) return undefined;
  const args: string[] = Array.isArray(apiserver) ? apiserver : [];
  for (const arg of args) {
    if (!/^[a-z][a-z0-9-]*=/.test(arg))
      throw new UserError(`--apiserver-arg takes FLAG=VALUE, not "${arg}"`, 'for example: event-ttl=2h');
  }
  return parseExtraConfig([...(Array.isArray(all) ? all : []), ...args.map((arg) => `apiserver.${arg}`)]);
}

/** Reads `controller-manager.horizontal-pod-autoscaler-sync-period=5s`, one for each flag. */
export function parseExtraConfig(entries: readonly string[]): ExtraConfig {
  const config: Partial<Record<ComponentKind, Record<string, string>>> = {};
  for (const entry of entries) {
    const [, kind, flag, value] = /^([a-z-]+)\.([a-z][a-z0-9-]*)=(.*)$/.exec(entry) ?? [];
    const known = componentKinds.find((candidate) => candidate === kind);
    if (known === undefined || flag === undefined || value === undefined) {
      throw new UserError(
        `--extra-config takes COMPONENT.FLAG=VALUE, not "${entry}"`,
        `components are: ${componentKinds.join(', ')}`,
      );
    }
    config[known] = { ...config[known], [flag]: value };
  }
  return config;
}
