import { internalError, StatusError, timeout as timeoutError } from '@sampan/api';
import { callWebhook, WebhookError } from '../../webhooks/call-webhook.js';
import type { VersionedRequest } from '../matching/request-objects.js';
import { type AdmissionAnswer, answerOf, InvalidReview, reviewOf, UnreadableReview } from './admission-review.js';
import type { CompiledWebhook } from './compile-webhook.js';
import { denial, dryRunUnsupported } from './denial.js';
import type { WebhookOutcome } from './webhook-metrics.js';

/** A webhook could not be asked, or gave no answer that counts: its failurePolicy says what becomes of that. */
export class WebhookFailure extends Error {
  constructor(name: string, reason: string, options?: ErrorOptions) {
    super(`failed calling webhook ${JSON.stringify(name)}: ${reason}`, options);
  }
}

/**
 * Asks a webhook. What it warns of is passed on, and what it wants to be known kept for the audit log. Rejects with a
 * {@link WebhookFailure}, and with the StatusError of a denial.
 */
export async function askWebhook(
  webhook: CompiledWebhook,
  versioned: VersionedRequest,
  mutating: boolean,
): Promise<AdmissionAnswer> {
  const { server, operation } = versioned.request;
  const type = mutating ? 'admit' : 'validating';
  const started = performance.now();
  const observe = (outcome: Omit<WebhookOutcome, 'name' | 'type' | 'operation' | 'seconds'>) => {
    const seconds = (performance.now() - started) / 1000;
    server.webhookMetrics.observe({ name: webhook.name, type, operation, seconds, ...outcome });
  };
  try {
    const answer = await ask(webhook, versioned, mutating);
    observe({ code: 200 });
    return answer;
  } catch (error) {
    if (error instanceof StatusError) observe({ code: error.code, rejectedBy: 'no_error' });
    else if (!(error instanceof WebhookFailure)) observe({ code: 0, rejectedBy: 'apiserver_internal_error' });
    else if (webhook.failsOpen) observe({ code: unavailable, failedOpen: true });
    else observe({ code: unavailable, rejectedBy: 'calling_webhook_error' });
    throw error;
  }
}

/** A webhook that cannot be asked counts as one that answers so. */
const unavailable = 503;

async function ask(webhook: CompiledWebhook, versioned: VersionedRequest, mutating: boolean): Promise<AdmissionAnswer> {
  const { name } = webhook;
  const { request } = versioned;
  if (request.dryRun && !webhook.harmlessInDryRun) throw dryRunUnsupported(name);
  const answer = await call(webhook, versioned, mutating);
  for (const [key, value] of Object.entries(answer.auditAnnotations)) request.annotate(`${name}/${key}`, value);
  for (const warning of answer.warnings) request.warn(warning);
  if (!answer.allowed) throw denial(name, answer.status);
  return answer;
}

/**
 * What the client is told of a failure that counts; undefined: the webhook fails open, and there is time to go on. Throws
 * whatever is no failure of the webhook.
 */
export function failureOf(
  webhook: CompiledWebhook,
  versioned: VersionedRequest,
  error: unknown,
): StatusError | undefined {
  if (error instanceof StatusError) return error;
  if (!(error instanceof WebhookFailure)) throw error;
  if (!webhook.failsOpen) return internalError(error);
  return isLate(versioned) ? timeoutError('request did not complete within requested timeout') : undefined;
}

async function call(
  { name, reviewVersion: version, place, timeout }: CompiledWebhook,
  versioned: VersionedRequest,
  mutating: boolean,
): Promise<AdmissionAnswer> {
  const { server, deadline } = versioned.request;
  if (version === undefined) {
    throw new WebhookFailure(
      name,
      'could not create admission objects: webhook does not accept known AdmissionReview versions (v1, v1beta1)',
    );
  }
  const uid = server.random.uuid();
  const left = Math.min(timeout, deadline - server.clock.now());
  if (left <= 0) throw new WebhookFailure(name, 'failed to call webhook: context deadline exceeded');
  try {
    const review = await callWebhook(server, place, { body: reviewOf(versioned, uid, version), timeout: left });
    return answerOf(review, { uid, version, mutating });
  } catch (error) {
    if (error instanceof WebhookError || error instanceof UnreadableReview) {
      throw new WebhookFailure(name, `failed to call webhook: ${error.message}`, { cause: error });
    }
    if (error instanceof InvalidReview) {
      throw new WebhookFailure(name, `received invalid webhook response: ${error.message}`, { cause: error });
    }
    throw error;
  }
}

function isLate({ request }: VersionedRequest): boolean {
  return request.server.clock.now() >= request.deadline;
}
