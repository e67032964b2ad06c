import {
  type Clock,
  type DiscoveredResource,
  deepEqual,
  formatAmounts,
  isNotFound,
  type KubernetesObject,
  type QuotaEvaluator,
  quotaEvaluator,
  type ResourceQuota,
  type ResourceType,
  resources,
} from '@sampan/api';
import { type ControllerEnvironment, createInformer, discover, typeOfDiscovered } from '@sampan/client';
import { collectableResources } from '../shared/known-resources.js';
import type { Census } from './plan.js';

/** Resources of which quotas measure more than the number, so that whole objects are read. */
const measuredWhole = [resources.pods, resources.services, resources.persistentVolumeClaims];

/** What quotas measure: counted when asked, and watched for what sets something free. */
export interface MeasuredResources {
  /** Everything that `quota` measures, as the server has it now. */
  count(quota: ResourceQuota): Promise<Census[]>;
  stop(): Promise<void>;
}

/** Calls `changed` with a namespace where something that was counted there goes, or takes more or less than before. */
export function createMeasuredResources(
  { client, informers, clock }: Pick<ControllerEnvironment, 'client' | 'informers' | 'clock'>,
  changed: (namespace: string) => void,
): MeasuredResources {
  let served: DiscoveredResource[] = [];
  const watched = new Map<string, { stop(): Promise<void> }>();

  /** Asks anew what is served, and watches nothing that is gone. */
  async function lookAround(): Promise<void> {
    served = collectableResources(await discover(client)).filter(({ namespaced }) => namespaced);
    const names = new Set(served.map(nameOf));
    for (const [name, { stop }] of watched) {
      if (names.has(name)) continue;
      watched.delete(name);
      await stop();
    }
  }

  /** What is served may have become more since it was asked for. */
  async function measuredBy(quota: ResourceQuota): Promise<DiscoveredResource[]> {
    const names = Object.keys(quota.spec?.hard ?? {});
    const isKnown = (name: string) => served.some((resource) => quotaEvaluator(resource).measures(name));
    if (!names.every(isKnown)) await lookAround();
    return served.filter((resource) => names.some(quotaEvaluator(resource).measures));
  }

  function watch(type: ResourceType, evaluator: QuotaEvaluator): { stop(): Promise<void> } {
    const isWhole = isMeasuredWhole(type);
    const informer = isWhole ? informers.informer(type) : createInformer(client, type, { clock, metadataOnly: true });
    const tell = ({ metadata }: KubernetesObject) => changed(metadata.namespace ?? '');
    const unsubscribe = informer.subscribe({
      updated: (object, old) => {
        if (isWhole && takesOther(evaluator, { object, old, clock })) tell(object);
      },
      deleted: tell,
    });
    if (!isWhole) informer.start();
    return {
      async stop() {
        unsubscribe();
        if (!isWhole) await informer.stop();
      },
    };
  }

  async function count(quota: ResourceQuota): Promise<Census[]> {
    const { namespace = '' } = quota.metadata;
    const measured = await measuredBy(quota);
    return Promise.all(
      measured.map(async (resource) => {
        const type = typeOfDiscovered(resource);
        const evaluator = quotaEvaluator(resource);
        const name = nameOf(resource);
        if (!watched.has(name)) watched.set(name, watch(type, evaluator));
        const reader = isMeasuredWhole(type) ? client.resource(type) : client.metadata(type);
        return { evaluator, objects: (await reader.list({ namespace })).items };
      }),
    );
  }

  return {
    async count(quota) {
      try {
        return await count(quota);
      } catch (error) {
        if (!isNotFound(error)) throw error;
        await lookAround(); // a custom kind, or its version, is served no more
        return count(quota);
      }
    },
    async stop() {
      await Promise.all([...watched.values()].map((watch) => watch.stop()));
    },
  };
}

function nameOf({ plural, version, group }: DiscoveredResource): string {
  return `${plural}.${version}.${group}`;
}

function isMeasuredWhole({ group, plural }: ResourceType): boolean {
  return measuredWhole.some((type) => type.group === group && type.plural === plural);
}

function takesOther(
  evaluator: QuotaEvaluator,
  { object, old, clock }: { object: KubernetesObject; old: KubernetesObject; clock: Clock },
): boolean {
  const taken = (one: KubernetesObject) => formatAmounts(evaluator.usage(one, clock.now()));
  return !deepEqual(taken(object), taken(old));
}
