import { type IPAddress, type ObjectKey, resources, type ServiceCIDR } from '@sampan/api';
import { type ControllerContext, defineController, type Result, watched } from '@sampan/client';
import { covers, holdsAddress } from './cidrs.js';
import { planServiceCidr } from './plan.js';

/*
 * Promises: a ServiceCIDR says that it is ready, and is not gone while it is the only one that has some address of a
 * Service.
 * Reads: ServiceCIDRs, IPAddresses. Writes: ServiceCIDRs, their finalizer and status.
 * Runs when: a ServiceCIDR changes, another one that covers it or is covered by it comes or goes, or one of its
 * IPAddresses.
 */
export const serviceCidrsController = defineController({
  name: 'service-cidrs',
  primary: resources.serviceCidrs,
  watches: [watched(resources.serviceCidrs, overlapping), watched(resources.ipAddresses, containing)],
  reconcile,
});

async function reconcile(key: ObjectKey, context: ControllerContext): Promise<Result | undefined> {
  const serviceCidr = context.lister(resources.serviceCidrs).get(key);
  if (serviceCidr === undefined) return undefined;
  const { actions, requeueAfterMs } = planServiceCidr(serviceCidr, {
    others: context
      .lister(resources.serviceCidrs)
      .list()
      .filter(({ metadata }) => metadata.name !== key.name),
    addresses: context.lister(resources.ipAddresses).list(),
    now: context.clock.now(),
  });
  await context.perform(actions);
  return requeueAfterMs === undefined ? undefined : { requeueAfterMs };
}

function overlapping({ spec }: ServiceCIDR, context: ControllerContext): ObjectKey[] {
  const cidrs = spec?.cidrs ?? [];
  return keysWhere(context, (other) => cidrs.some((cidr) => covers(other, cidr) || covers(cidr, other)));
}

function containing({ metadata }: IPAddress, context: ControllerContext): ObjectKey[] {
  return keysWhere(context, (cidr) => holdsAddress(cidr, metadata.name ?? ''));
}

/** The ServiceCIDRs of which some range passes. */
function keysWhere(context: ControllerContext, passes: (cidr: string) => boolean): ObjectKey[] {
  return context
    .lister(resources.serviceCidrs)
    .list()
    .filter(({ spec }) => spec?.cidrs?.some(passes) === true)
    .map(({ metadata }) => ({ namespace: '', name: metadata.name ?? '' }));
}
