import {
  type FlowSchema,
  type FlowSchemaCondition,
  formatTime,
  isConflict,
  isNotFound,
  type KubernetesObject,
} from '@sampan/api';
import type { ServerContext } from '../server/server-context.js';
import type { FlowControl } from './flow-control.js';
import { type Configuration, followConfiguration } from './follow-configuration.js';

/** Configures flow control as what is stored says, and keeps that true. */
export interface ConfigurationKeeper {
  /**
   * From now on, what has to be there comes back when somebody deletes it, and schemas say whether there is their level.
   * Resolves when that is so.
   */
  write(restore: () => Promise<void>): Promise<void>;
  stop(): void;
}

export async function keepConfiguration(server: ServerContext, flow: FlowControl): Promise<ConfigurationKeeper> {
  let restore: (() => Promise<void>) | undefined;
  let latest: Configuration | undefined;
  let isDue = false;
  const { stop } = await followConfiguration(server.store, flow, (configuration) => {
    latest = configuration;
    writeSoon();
  });

  /** Once for many changes. */
  function writeSoon(): void {
    if (isDue || restore === undefined) return;
    isDue = true;
    setImmediate(() => {
      isDue = false;
      void write().catch((error: unknown) => server.logError(error));
    });
  }

  async function write(): Promise<void> {
    if (latest === undefined || restore === undefined) return;
    const { schemas, levels } = latest;
    const names = new Set(levels.map(({ metadata }) => metadata.name));
    const wrong = schemas.filter((schema) => statedDangling(schema) !== isDangling(schema, names));
    await Promise.all([restore(), ...wrong.map((schema) => writeStatus(server, schema, isDangling(schema, names)))]);
  }

  return {
    write: (restoring) => {
      restore = restoring;
      return write();
    },
    stop: () => {
      restore = undefined;
      stop();
    },
  };
}

function isDangling({ spec }: FlowSchema, levels: ReadonlySet<string | undefined>): boolean {
  return !levels.has(spec?.priorityLevelConfiguration.name);
}

/** What the schema's status says; undefined where it says nothing. */
function statedDangling({ status }: FlowSchema): boolean | undefined {
  const condition = status?.conditions?.find(({ type }) => type === 'Dangling');
  return condition === undefined ? undefined : condition.status === 'True';
}

async function writeStatus(server: ServerContext, { metadata, spec }: FlowSchema, dangling: boolean): Promise<void> {
  const level = spec?.priorityLevelConfiguration.name;
  const there = dangling ? 'but there is no such object' : 'and it exists';
  const condition: FlowSchemaCondition = {
    type: 'Dangling',
    status: dangling ? 'True' : 'False',
    lastTransitionTime: formatTime(server.clock.now()),
    reason: dangling ? 'NotFound' : 'Found',
    message: `This FlowSchema references the PriorityLevelConfiguration object named "${level}" ${there}`,
  };
  const change = (schema: FlowSchema): FlowSchema => ({
    ...schema,
    status: { conditions: [...(schema.status?.conditions ?? []).filter(({ type }) => type !== 'Dangling'), condition] },
  });
  const key = { namespace: '', name: metadata.name ?? '' };
  await server.objects.flowSchemas.update(key, change, { subresource: 'status' }).catch(unlessOvertaken);
}

/** Who changed or deleted it is heard of. */
function unlessOvertaken(error: unknown): KubernetesObject | undefined {
  if (isConflict(error) || isNotFound(error)) return undefined;
  throw error;
}
