import type { MutatingWebhookConfiguration, ResourceDescription, ValidatingWebhookConfiguration } from '@sampan/api';
import type { ResourceDefinition } from '../../kinds/define-resource.js';
import { keyPrefix } from '../../objects/encode-object.js';
import { readAsStored } from '../../objects/parse-stored.js';
import { followStore } from '../../store/follow-store.js';
import type { Store, StoredObject } from '../../store/store.js';
import { matchRules, type RuleSubject } from '../matching/match-rules.js';
import { type CompiledWebhook, compileWebhook } from './compile-webhook.js';

/** A webhook whose rules a request meets, in the version that they name. */
export interface WantedWebhook {
  readonly webhook: CompiledWebhook;
  readonly resource: ResourceDefinition;
  /** Its place among all webhooks. */
  readonly index: number;
}

/** The webhooks of all configurations of one kind, compiled as they change. */
export interface WebhookSource {
  /** Those whose rules a request meets, in the order of the names of their configurations. */
  wantedFor(request: RuleSubject): readonly WantedWebhook[];
  close(): void;
}

type Configuration = MutatingWebhookConfiguration | ValidatingWebhookConfiguration;

const none: readonly WantedWebhook[] = [];

/** Follows the stored configurations of a kind until it is closed. */
export async function createWebhookSource(
  store: Store,
  type: ResourceDescription<MutatingWebhookConfiguration> | ResourceDescription<ValidatingWebhookConfiguration>,
): Promise<WebhookSource> {
  const configurations = new Map<string, readonly CompiledWebhook[]>();
  let webhooks: readonly CompiledWebhook[] = [];
  /** What was found for requests of one kind, until a configuration or a resource changes. */
  let known = new WeakMap<ResourceDefinition, Map<string, readonly WantedWebhook[]>>();
  let generation = -1;

  function see(stored: StoredObject): void {
    if (stored.damaged) return;
    const { metadata, webhooks: own = [] } = readAsStored(stored) as Configuration;
    const name = metadata.name ?? '';
    const compiled = own.map((webhook, index) => compileWebhook(name, index, webhook));
    configurations.set(stored.key, compiled);
  }

  function settle(): void {
    const byKey = [...configurations].sort(([a], [b]) => (a < b ? -1 : 1));
    webhooks = byKey.flatMap(([, compiled]) => compiled);
    known = new WeakMap();
  }

  const following = await followStore(store, keyPrefix(type), {
    reset: (objects) => {
      configurations.clear();
      for (const stored of objects) see(stored);
      settle();
    },
    changed: (events) => {
      for (const { type, object } of events) {
        if (type === 'delete') configurations.delete(object.key);
        else see(object);
      }
      settle();
    },
  });

  function find(request: RuleSubject): readonly WantedWebhook[] {
    return webhooks.flatMap((webhook, index) => {
      const resource = matchRules(webhook.ruleSet, request);
      return resource === undefined ? [] : [{ webhook, resource, index }];
    });
  }

  return {
    wantedFor: (request) => {
      if (webhooks.length === 0) return none;
      const { resources } = request.server;
      if (resources.generation !== generation) known = new WeakMap();
      generation = resources.generation;
      const ofResource = known.get(request.requested) ?? new Map<string, readonly WantedWebhook[]>();
      known.set(request.requested, ofResource);
      const kind = `${request.operation} ${request.subresource}`;
      const found = ofResource.get(kind) ?? find(request);
      ofResource.set(kind, found);
      return found;
    },
    close: () => following.stop(),
  };
}
