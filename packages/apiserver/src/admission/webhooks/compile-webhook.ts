import type { MutatingWebhook, ValidatingWebhook } from '@sampan/api';
import type { WebhookPlace } from '../../webhooks/call-webhook.js';
import { compileMatchConditions, type MatchConditions } from '../matching/match-conditions.js';
import type { RuleSet } from '../matching/match-rules.js';
import { compileSelectors, type SelectorPair } from '../matching/match-selectors.js';

/** A webhook of a configuration, ready to be asked. */
export interface CompiledWebhook {
  readonly configuration: string;
  readonly name: string;
  /** Among those of one kind of configuration: two webhooks may have one name. */
  readonly id: string;
  readonly ruleSet: RuleSet;
  readonly selectors: SelectorPair;
  /** Absent: there are none. */
  readonly conditions?: MatchConditions;
  /** What fails is let pass. */
  readonly failsOpen: boolean;
  /** A dry run may ask it. */
  readonly harmlessInDryRun: boolean;
  /** It is asked again when somebody has changed the object after it. */
  readonly reinvoked: boolean;
  /** Milliseconds. */
  readonly timeout: number;
  /** The version of AdmissionReview that it is sent; undefined: it knows none that this server speaks. */
  readonly reviewVersion: 'v1' | 'v1beta1' | undefined;
  readonly place: WebhookPlace;
}

export function compileWebhook(
  configuration: string,
  index: number,
  webhook: ValidatingWebhook & Pick<MutatingWebhook, 'reinvocationPolicy'>,
): CompiledWebhook {
  const { name, rules = [], matchPolicy = 'Equivalent', failurePolicy = 'Fail', matchConditions = [] } = webhook;
  const { sideEffects, timeoutSeconds = 10, admissionReviewVersions, reinvocationPolicy } = webhook;
  return {
    ...{ configuration, name },
    id: `${configuration}/${name}/${index}`,
    ruleSet: { rules, matchPolicy },
    selectors: compileSelectors(webhook),
    ...(matchConditions.length > 0 && { conditions: compileMatchConditions(matchConditions, { failurePolicy }) }),
    failsOpen: failurePolicy === 'Ignore',
    harmlessInDryRun: sideEffects === 'None' || sideEffects === 'NoneOnDryRun',
    reinvoked: reinvocationPolicy === 'IfNeeded',
    timeout: timeoutSeconds * 1000,
    reviewVersion: admissionReviewVersions.find((version) => version === 'v1' || version === 'v1beta1'),
    place: webhook.clientConfig,
  };
}
