import { BlockList, isIP } from 'node:net';

/** Whether all addresses of `inner` are in `outer`. */
export function covers(outer: string, inner: string): boolean {
  const [address = '', bits] = inner.split('/');
  return Number(outer.split('/')[1]) <= Number(bits) && holdsAddress(outer, address);
}

/** Whether an address is in a range; one of the other family is not. */
export function holdsAddress(cidr: string, address: string): boolean {
  const [base = '', bits] = cidr.split('/');
  const family = isIP(base);
  if (family === 0 || isIP(address) !== family) return false;
  const list = new BlockList();
  const type = family === 6 ? 'ipv6' : 'ipv4';
  list.addSubnet(base, Number(bits), type);
  return list.check(address, type);
}
