import type { StatusError } from '@sampan/api';
import type { AdmissionPlugin, AdmissionRequest } from '../admission-plugin.js';
import type { VersionedRequest } from '../matching/request-objects.js';
import { askWebhook, failureOf } from '../webhooks/ask-webhook.js';
import type { CompiledWebhook } from '../webhooks/compile-webhook.js';
import { isExempt, toldTo } from '../webhooks/should-call.js';
import type { WantedWebhook, WebhookSource } from '../webhooks/webhook-source.js';
import { everyRequest } from './every-request.js';

/** Asks the webhooks of ValidatingWebhookConfigurations, all at once. The first one that refuses decides. */
export function validatingAdmissionWebhook(source: WebhookSource): AdmissionPlugin {
  return {
    name: 'ValidatingAdmissionWebhook',
    validating: {
      rules: everyRequest,
      admit: (request) => {
        const wanted = source.wantedFor(request);
        if (wanted.length === 0 || isExempt(request)) return undefined;
        return askAll(wanted, request);
      },
    },
  };
}

interface Question {
  readonly webhook: CompiledWebhook;
  readonly versioned: VersionedRequest;
}

async function askAll(wanted: readonly WantedWebhook[], request: AdmissionRequest): Promise<undefined> {
  const questions: Question[] = [];
  for (const each of wanted) {
    const versioned = await toldTo(each, request);
    if (versioned !== undefined) questions.push({ webhook: each.webhook, versioned });
  }
  const refusals: StatusError[] = [];
  await Promise.all(
    questions.map(async (question, index) => {
      const refusal = await ask(question, index);
      if (refusal !== undefined) refusals.push(refusal);
    }),
  );
  const [first] = refusals;
  if (first !== undefined) throw first;
}

async function ask({ webhook, versioned }: Question, index: number): Promise<StatusError | undefined> {
  try {
    await askWebhook(webhook, versioned, false);
    return undefined;
  } catch (error) {
    const refusal = failureOf(webhook, versioned, error);
    if (refusal !== undefined) return refusal;
    const key = `failed-open.validating.webhook.admission.k8s.io/round_0_index_${index}`;
    versioned.request.annotate(key, webhook.name);
    return undefined;
  }
}
