import type { MutatingWebhookConfiguration, ResourceDescription, ValidatingWebhookConfiguration } from '@sampan/api';
import type { ResourceDefinition } from '../../kinds/resource-definition.js';
import type { Store } from '../../store/store.js';
import { followCompiled } from '../matching/follow-compiled.js';
import { matchRules, type RuleSubject } from '../matching/match-rules.js';
import { rememberByKind } from '../matching/remember-by-kind.js';
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
export async function createWebhookSource<C extends Configuration>(
  store: Store,
  type: ResourceDescription<C>,
): Promise<WebhookSource> {
  let webhooks: readonly CompiledWebhook[] | undefined;
  const found = rememberByKind((request) =>
    (webhooks ?? []).flatMap((webhook, index) => {
      const resource = matchRules(webhook.ruleSet, request);
      return resource === undefined ? [] : [{ webhook, resource, index }];
    }),
  );
  const configurations = await followCompiled(store, type, {
    compile: compileConfiguration,
    changed: () => {
      webhooks = undefined;
      found.forget();
    },
  });
  return {
    wantedFor: (request) => {
      webhooks ??= configurations.all.flat();
      return webhooks.length === 0 ? none : found.for(request);
    },
    close: () => configurations.stop(),
  };
}

function compileConfiguration({ metadata, webhooks = [] }: Configuration): CompiledWebhook[] {
  return webhooks.map((webhook, index) => compileWebhook(metadata.name ?? '', index, webhook));
}
