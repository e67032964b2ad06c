import { isCidr } from '@sampan/api';
import { defineFlags, text } from './define-flags.js';
import { UsageError } from './usage-error.js';
import { withoutUndefined } from './without-undefined.js';

/** What addresses Pods and Services have, and which ports. */
export interface AddressFlags {
  readonly clusterCidr: string | undefined;
  readonly serviceClusterIpRange: string | undefined;
  readonly serviceNodePortRange: readonly [number, number] | undefined;
}

export const addresses = defineFlags({
  options: { 'cluster-cidr': text, 'service-cluster-ip-range': text, 'service-node-port-range': text },
  usage: `
  --cluster-cidr CIDR,…                 addresses of Pods (127.64.0.0/11)
  --service-cluster-ip-range CIDR       cluster addresses of Services (127.96.0.0/16)
  --service-node-port-range FIRST-LAST  node ports of Services (30000-32767)`,
  read: (values): AddressFlags => ({
    clusterCidr: cidrsOf('cluster-cidr', values['cluster-cidr']),
    serviceClusterIpRange: values['service-cluster-ip-range'],
    serviceNodePortRange: portRangeOf(values['service-node-port-range']),
  }),
  configure: ({ clusterCidr, serviceClusterIpRange, serviceNodePortRange }) =>
    withoutUndefined({
      podCidr: clusterCidr,
      serviceCidr: serviceClusterIpRange,
      nodePorts: serviceNodePortRange,
    }),
});

/** Ranges of addresses, separated by commas. */
function cidrsOf(name: string, cidrs: string | undefined): string | undefined {
  for (const cidr of cidrs?.split(',') ?? []) {
    if (isCidr(cidr).length > 0) throw new UsageError(`--${name} ${cidr}: ${isCidr(cidr)[0]}`);
  }
  return cidrs;
}

function portRangeOf(ports: string | undefined): readonly [number, number] | undefined {
  if (ports === undefined) return undefined;
  const [, first, last] = /^(\d+)-(\d+)$/.exec(ports) ?? [];
  const range = [Number(first), Number(last)] as const;
  if (first === undefined || range[0] < 1 || range[1] > 65_535 || range[0] > range[1]) {
    throw new UsageError(`--service-node-port-range ${ports}: must be FIRST-LAST, for example 30000-32767`);
  }
  return range;
}
