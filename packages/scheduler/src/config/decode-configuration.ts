import { decodeDefinition, strictDecodingError } from '@sampan/api';
import type { SchedulerConfiguration } from './configuration.js';
import { configurationSchema } from './schemas.js';

const version = 'kubescheduler.config.k8s.io/v1';
const scheme = 'pkg/scheduler/apis/config/scheme/scheme.go:33';

/**
 * Reads what a file holds as a KubeSchedulerConfiguration, strictly, and the arguments of its plugins. Throws what is wrong,
 * in kube-scheduler's words.
 */
export function decodeConfiguration(content: unknown): SchedulerConfiguration {
  const { apiVersion = '', kind = '' } = (content ?? {}) as { apiVersion?: string; kind?: string };
  if (kind === '') throw new Error(`Object 'Kind' is missing in '${JSON.stringify(content ?? null)}'`);
  if (apiVersion !== version || kind !== 'KubeSchedulerConfiguration') {
    throw new Error(`no kind "${kind}" is registered for version "${apiVersion}" in scheme "${scheme}"`);
  }
  const configuration = decode(content, kind) as SchedulerConfiguration;
  const problems: string[] = [];
  const profiles = configuration.profiles?.map((profile, index) => ({
    ...profile,
    pluginConfig: (profile.pluginConfig ?? []).map(({ name, args }, position) => {
      try {
        return { name, args: decodeArgs(name, args) };
      } catch (error) {
        problems.push(`decoding .profiles[${index}].pluginConfig[${position}]: ${(error as Error).message}`);
        return { name };
      }
    }),
  }));
  if (problems.length > 0) throw new Error(problems.join(', '));
  return { ...configuration, ...(profiles && { profiles }) };
}

/** Arguments of plugins that are not known are let pass. */
function decodeArgs(plugin: string, args: object | undefined): object {
  const kind = `${plugin}Args`;
  if (args === undefined || configurationSchema(kind) === undefined) return args ?? {};
  const given = args as { apiVersion?: string; kind?: string };
  if (given.kind !== undefined && given.kind !== kind) {
    const group = 'kubescheduler.config.k8s.io';
    throw new Error(`args for plugin ${plugin} were not of type ${kind}.${group}, got ${given.kind}.${group}`);
  }
  try {
    return decode(args, kind);
  } catch (error) {
    throw new Error(`decoding args for plugin ${plugin}: ${(error as Error).message}`);
  }
}

function decode(content: unknown, kind: string): object {
  const { name, registry } = configurationSchema(kind) as NonNullable<ReturnType<typeof configurationSchema>>;
  const { value, decodeError, unknown } = decodeDefinition(content, name, registry, { unknown: 'Strict' });
  if (decodeError !== undefined) throw new Error(decodeError);
  if (unknown.length > 0) throw new Error(strictDecodingError(unknown));
  return value as object;
}
