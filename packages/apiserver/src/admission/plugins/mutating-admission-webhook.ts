import { deepEqual, type KubernetesObject } from '@sampan/api';
import { defaultObject } from '../../write/default-object.js';
import type { AdmissionPlugin, AdmissionRequest } from '../admission-plugin.js';
import { backToWorking, type VersionedRequest } from '../matching/request-objects.js';
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

/** Which webhooks were asked, and which of them are to be asked again. */
interface Turns {
  readonly asked: Set<string>;
  readonly again: Set<string>;
  /** The object as the last turn left it; absent: nobody wants to be asked again. */
  output?: KubernetesObject | undefined;
}

async function askEach(
  wanted: readonly WantedWebhook[],
  request: AdmissionRequest,
): Promise<KubernetesObject | undefined> {
  const turns = turnsOf(request);
  if (request.reinvocation && !deepEqual(turns.output, request.object)) askAgain(turns);
  let current = request;
  for (const each of wanted) {
    const { webhook } = each;
    const versioned = await toldTo(each, current);
    if (versioned === undefined || (request.reinvocation && !turns.again.has(webhook.id))) continue;
    turns.again.delete(webhook.id);
    const changed = await ask(each, versioned);
    if (changed !== undefined) {
      askAgain(turns);
      current = { ...current, object: changed };
    }
    if (webhook.reinvoked) turns.asked.add(webhook.id);
  }
  turns.output = turns.asked.size > 0 ? structuredClone(current.object) : undefined;
  return current === request ? undefined : current.object;
}

function turnsOf({ memory }: AdmissionRequest): Turns {
  memory[name] ??= { asked: new Set(), again: new Set() } satisfies Turns;
  return memory[name] as Turns;
}

/** All that were asked until now, and want it so. */
function askAgain({ asked, again }: Turns): void {
  for (const id of asked) again.add(id);
  asked.clear();
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
    return patched && (await working(versioned, patched));
  } catch (error) {
    note(false);
    const refusal = failureOf(webhook, versioned, error);
    if (refusal !== undefined) throw refusal;
    request.annotate(`failed-open.mutating.webhook.admission.k8s.io/${turn}`, webhook.name);
    return undefined;
  }
}

/** Webhooks that come after see it with its defaults. */
async function working(versioned: VersionedRequest, changed: KubernetesObject): Promise<KubernetesObject> {
  const { resource, kind } = versioned;
  const object = await backToWorking(versioned, changed);
  if (kind.kind === resource.kind) defaultObject(versioned.request.resource, object);
  return object;
}
