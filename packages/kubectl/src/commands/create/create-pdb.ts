import { parseLabelSelector } from '@sampan/api';
import { CommandError } from '../../framework/errors.js';
import { flag } from '../../framework/flags.js';
import { defineGenerator } from './generator.js';

export const createPodDisruptionBudget = defineGenerator({
  name: 'poddisruptionbudget',
  aliases: ['pdb'],
  usage: 'NAME --selector=SELECTOR --min-available=N [--dry-run=server|client|none]',
  short: 'Create a pod disruption budget with the specified name',
  examples: `
# At least one pod with the label stays
kubectl create poddisruptionbudget my-pdb --selector=app=rails --min-available=1

# At least half of them
kubectl create pdb my-pdb --selector=app=nginx --min-available=50%`,
  flags: {
    maxUnavailable: flag.string('How many pods may be missing: a number or a percentage.'),
    minAvailable: flag.string('How many pods have to stay: a number or a percentage.'),
    selector: flag.string('Labels of the pods; only requirements that are equalities.'),
  },
  apiVersion: 'policy/v1',
  kind: 'PodDisruptionBudget',
  plural: 'poddisruptionbudgets',
  namespaced: true,
  needsName: true,
  failure: 'failed to create poddisruptionbudgets: ',
  generate: (metadata, { flags }) => {
    const { minAvailable, maxUnavailable, selector } = flags;
    if (selector === '') throw new CommandError('a selector must be specified');
    if (minAvailable === '' && maxUnavailable === '') {
      throw new CommandError('one of min-available or max-unavailable must be specified');
    }
    if (minAvailable !== '' && maxUnavailable !== '') {
      throw new CommandError('min-available and max-unavailable cannot be both specified');
    }
    return {
      metadata,
      spec: {
        ...(minAvailable !== '' && { minAvailable: numberOrPercentage(minAvailable) }),
        selector: { matchLabels: matchLabels(selector) },
        ...(maxUnavailable !== '' && { maxUnavailable: numberOrPercentage(maxUnavailable) }),
      },
      status: { disruptionsAllowed: 0, currentHealthy: 0, desiredHealthy: 0, expectedPods: 0 },
    };
  },
});

function numberOrPercentage(text: string): number | string {
  return /^\d+$/.test(text) ? Number(text) : text;
}

function matchLabels(selector: string): Record<string, string> {
  parseLabelSelector(selector);
  return Object.fromEntries(
    selector.split(',').map((part) => {
      const [key = '', value = ''] = part.split(/==?/);
      return [key.trim(), value.trim()];
    }),
  );
}
