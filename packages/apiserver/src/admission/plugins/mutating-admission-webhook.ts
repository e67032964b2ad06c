import type { KubernetesObject } from '@sampan/api';
import type { AdmissionPlugin, AdmissionRequest } from '../admission-plugin.js';
import { workingObject } from '../matching/changed-object.js';
import type { VersionedRequest } from '../matching/request-objects.js';
import { Turns } from '../turns.js';
import { askWebhook, failureOf } from '../webhooks/ask-webhook.js';
import { patchObject } from '../webhooks/patch-object.js';
import { isExempt, toldTo } from '../webhooks/should-call.js';
import type { WantedWebhook, WebhookSource } from '../webhooks/webhook-source.js';
import { everyRequest } from './every-request.js';

const name = 'MutatingAdmissionWebhook';

/**
 * Asks the webhooks of MutatingWebhookConfigurations, one after the other, in the order of the configurations' names. When
 * the object has changed since, those are asked once more that want it so (upstream's `webhook/mutating/dispatcher.go`).
 */
export function mutatingAdmissionWebhook(source: WebhookSource): AdmissionPlugin {
  return {
    name,
    mutating: {
      rules: everyRequest,
      admit: (request) => {
        const wanted = source.wantedFor(request);
        if (wanted.length === 0 || isExempt(request)) return undefined;
        return askEach(wanted, request);
      },
    },
  };
}

async function askEach(
  wanted: readonly WantedWebhook[],
  request: AdmissionRequest,
): Promise<KubernetesObject | undefined> {
  const turns = Turns.of(request, name);
  let current = request;
  for (const each of wanted) {
    const { webhook } = each;
    const versioned = await toldTo(each, current);
    if (versioned === undefined || !turns.isAsked(webhook.id, request)) continue;
    const changed = await ask(each, versioned);
    if (changed !== undefined) {
      turns.changed();
      current = { ...current, object: changed };
    }
    if (webhook.reinvoked) turns.asked(webhook.id);
  }
  turns.end(current.object);
  return current === request ? undefined : current.object;
}

/** The object as the webhook wants it, in the version in which it is worked on; undefined: as it is. */
async function ask(
  { webhook, index }: WantedWebhook,
  versioned: VersionedRequest,
): Promise<KubernetesObject | undefined> {
  const { request } = versioned;
  const turn = `round_${request.reinvocation ? 1 : 0}_index_${index}`;
  const note = (mutated: boolean) => {
    const told = { configuration: webhook.configuration, webhook: webhook.name, mutated };
    request.annotate(`mutation.webhook.admission.k8s.io/${turn}`, JSON.stringify(told));
  };
  try {
    const answer = await askWebhook(webhook, versioned, true);
    const patched = patchObject(webhook.name, versioned, answer);
    note(patched !== undefined);
    return patched && (await workingObject(versioned, patched));
  } catch (error) {
    note(false);
    const refusal = failureOf(webhook, versioned, error);
    if (refusal !== undefined) throw refusal;
    request.annotate(`failed-open.mutating.webhook.admission.k8s.io/${turn}`, webhook.name);
    return undefined;
  }
}
