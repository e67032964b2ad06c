import type { Node, Pod } from '@sampan/api';

/** The addresses of a simulated node's Pods. */
export interface PodAddresses {
  /** The Pod's address: the one that it has, or the first free one of its node's range; undefined when there is none left. */
  addressOf(pod: Pod): string | undefined;
}

/** `podsOf` tells which Pods there are on the node: the others' addresses are free. */
export function createPodAddresses({ spec }: Node, podsOf: () => readonly Pod[]): PodAddresses {
  const prefix = (spec?.podCIDR ?? '').replace(/\.\d+\/\d+$/, '');
  /** Addresses, and the uids of the Pods that were given them. */
  const holders = new Map<string, string>();

  return {
    addressOf({ metadata, status }) {
      const { uid = '' } = metadata;
      if (status?.podIP !== undefined) return status.podIP;
      const pods = podsOf();
      for (const { metadata: other, status: told } of pods) {
        if (told?.podIP !== undefined) holders.set(told.podIP, other.uid ?? '');
      }
      const alive = new Set(pods.map((pod) => pod.metadata.uid));
      for (let number = 1; number < 255; number++) {
        const address = `${prefix}.${number}`;
        const holder = holders.get(address);
        if (holder !== undefined && holder !== uid && alive.has(holder)) continue;
        holders.set(address, uid);
        return address;
      }
      return undefined;
    },
  };
}
