import { BlockList, isIP } from 'node:net';

/** Addresses that mean something else on every host, in the order and words of `ValidateNonSpecialIP`. */
const special = [
  ['unspecified', 'may not be unspecified (0.0.0.0 or ::)', ['0.0.0.0/32', '::/128']],
  ['loopback', 'may not be in the loopback range (127.0.0.0/8, ::1/128)', ['127.0.0.0/8', '::1/128']],
  ['link-local', 'may not be in the link-local range (169.254.0.0/16, fe80::/10)', ['169.254.0.0/16', 'fe80::/10']],
  [
    'multicast',
    'may not be in the link-local multicast range (224.0.0.0/24, ff02::/10)',
    ['224.0.0.0/24', 'ff02::/16'],
  ],
] as const;

export interface SpecialAddress {
  readonly kind: (typeof special)[number][0];
  readonly message: string;
}

const lists = special.map(([kind, message, cidrs]) => ({ kind, message, list: blockListOf(cidrs) }));

/** What is special about an address, also where IPv6 wraps it (`::ffff:127.0.0.1`); undefined: nothing. */
export function specialAddress(address: string): SpecialAddress | undefined {
  if (isIP(address) === 0) return undefined;
  const family = isIP(address) === 6 ? 'ipv6' : 'ipv4';
  const found = lists.find(({ list }) => list.check(address, family));
  return found && { kind: found.kind, message: found.message };
}

export function blockListOf(cidrs: readonly string[]): BlockList {
  const list = new BlockList();
  for (const cidr of cidrs) {
    const [address = '', bits] = cidr.split('/');
    list.addSubnet(address, Number(bits), address.includes(':') ? 'ipv6' : 'ipv4');
  }
  return list;
}
