import { conflict, type KubernetesObject, quotaEvaluator } from '@sampan/api';
import { serverUser } from '../../objects/object-access.js';
import type { AdmissionPlugin, AdmissionRequest, Settle } from '../admission-plugin.js';
import { rejected } from '../rejected.js';
import { podResize } from './pod-rules.js';
import { type Charges, createCharges } from './resource-quota/charges.js';
import { countedQuotas } from './resource-quota/counted-quotas.js';
import { planCharges } from './resource-quota/plan-charges.js';

/**
 * Refuses what a ResourceQuota of the namespace has no room for. What is let pass is charged, in the quota's status, before
 * it is written, so that two requests cannot take the same; it is given back where nothing is written.
 */
export function resourceQuota(): AdmissionPlugin {
  const charges = createCharges();
  return {
    name: 'ResourceQuota',
    validating: {
      rules: [
        { operations: ['CREATE'], resources: ['*'] },
        { operations: ['UPDATE'], resources: ['services', 'persistentvolumeclaims'] },
        podResize,
        { operations: ['UPDATE'], resources: ['resourcequotas'], subresources: ['status'] },
      ],
      admit: (request) => {
        if (request.subresource === 'status') return requireCalm(request, charges);
        return isMeasured(request) && hasQuotas(request) ? charge(request, charges) : undefined;
      },
    },
  };
}

/** Most namespaces have none: nothing waits there. */
function hasQuotas({ server, namespace }: AdmissionRequest): boolean {
  return server.objects.resourceQuotas.count(namespace) > 0;
}

/** Events come in any number, and reviews are not kept. */
function isMeasured({ resource }: AdmissionRequest): boolean {
  return resource.namespaced && resource.storage !== undefined && resource.kind !== 'Event';
}

async function charge(request: AdmissionRequest, charges: Charges): Promise<Settle | undefined> {
  const { server, resource, operation, object, oldObject, dryRun } = request;
  const plan = planCharges(await countedQuotas(request), {
    evaluator: quotaEvaluator(resource),
    object: object as KubernetesObject,
    ...(operation === 'UPDATE' && oldObject !== undefined && { oldObject }),
    now: server.clock.now(),
  });
  if ('refusal' in plan) throw rejected(request, plan.refusal);
  return dryRun || plan.charges.length === 0 ? undefined : charges.take(request, plan.charges);
}

/**
 * Who counts anew does not see what is charged and not yet written: the count would be too low. It is told to count again,
 * as if somebody had written in between.
 */
function requireCalm({ oldObject, name, user }: AdmissionRequest, charges: Charges): undefined {
  if (user === serverUser || !charges.areUnderWay(oldObject?.metadata.uid ?? '')) return;
  throw conflict({ group: '', resource: 'resourcequotas' }, name);
}
