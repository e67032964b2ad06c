import { CelRuntimeError } from '../cel-error.js';
import { declare, type Library } from '../functions.js';
import { OpaqueValue } from '../values.js';

/** An address of IPv4 or IPv6: 4 or 16 bytes. */
class Ip extends OpaqueValue {
  readonly typeName = 'net.IP';
  readonly bytes: readonly number[];

  constructor(bytes: readonly number[]) {
    super();
    this.bytes = bytes;
  }
  equals(other: OpaqueValue): boolean {
    return other instanceof Ip && sameBytes(this.bytes, other.bytes);
  }
  override toString(): string {
    return formatIp(this.bytes);
  }
}

class Cidr extends OpaqueValue {
  readonly typeName = 'net.CIDR';
  readonly ip: Ip;
  readonly prefix: number;

  constructor(ip: Ip, prefix: number) {
    super();
    this.ip = ip;
    this.prefix = prefix;
  }
  equals(other: OpaqueValue): boolean {
    return other instanceof Cidr && this.prefix === other.prefix && this.ip.equals(other.ip);
  }
  override toString(): string {
    return `${this.ip}/${this.prefix}`;
  }
}

/** Kubernetes' functions of addresses and networks. */
export const networks: Library = [
  declare('is_ip', 'isIP(string) -> bool', (text: string) => parseIp(text) !== undefined),
  declare('string_to_ip', 'ip(string) -> net.IP', ipOf),
  declare('ip_is_canonical', 'ip.isCanonical(string) -> bool', (text: string) => ipOf(text).toString() === text),
  declare('ip_to_string', 'string(net.IP) -> string', String),
  declare('ip_family', 'net.IP.family() -> int', ({ bytes }: Ip) => (bytes.length === 4 ? 4n : 6n)),
  declare('ip_is_unspecified', 'net.IP.isUnspecified() -> bool', ({ bytes }: Ip) => bytes.every((byte) => byte === 0)),
  declare('ip_is_loopback', 'net.IP.isLoopback() -> bool', isLoopback),
  declare('ip_is_link_local_multicast', 'net.IP.isLinkLocalMulticast() -> bool', isLinkLocalMulticast),
  declare('ip_is_link_local_unicast', 'net.IP.isLinkLocalUnicast() -> bool', isLinkLocalUnicast),
  declare('ip_is_global_unicast', 'net.IP.isGlobalUnicast() -> bool', isGlobalUnicast),
  declare('is_cidr', 'isCIDR(string) -> bool', (text: string) => parseCidr(text) !== undefined),
  declare('string_to_cidr', 'cidr(string) -> net.CIDR', cidrOf),
  declare('cidr_to_string', 'string(net.CIDR) -> string', String),
  declare('cidr_contains_ip_string', 'net.CIDR.containsIP(string) -> bool', (cidr: Cidr, text: string) =>
    containsIp(cidr, ipOf(text)),
  ),
  declare('cidr_contains_ip_ip', 'net.CIDR.containsIP(net.IP) -> bool', containsIp),
  declare('cidr_contains_cidr_string', 'net.CIDR.containsCIDR(string) -> bool', (cidr: Cidr, text: string) =>
    containsCidr(cidr, cidrOf(text)),
  ),
  declare('cidr_contains_cidr', 'net.CIDR.containsCIDR(net.CIDR) -> bool', containsCidr),
  declare('cidr_ip', 'net.CIDR.ip() -> net.IP', ({ ip }: Cidr) => ip),
  declare(
    'cidr_masked',
    'net.CIDR.masked() -> net.CIDR',
    ({ ip, prefix }: Cidr) => new Cidr(new Ip(masked(ip.bytes, prefix)), prefix),
  ),
  declare('cidr_prefix_length', 'net.CIDR.prefixLength() -> int', ({ prefix }: Cidr) => BigInt(prefix)),
];

function ipOf(text: string): Ip {
  const ip = parseIp(text);
  if (ip === undefined)
    throw new CelRuntimeError(
      `IP Address "${text}" parse error during conversion from string: ParseAddr("${text}"): unable to parse IP`,
    );
  return ip;
}

function cidrOf(text: string): Cidr {
  const cidr = parseCidr(text);
  if (cidr === undefined)
    throw new CelRuntimeError(
      `network address parse error during conversion from string: netip.ParsePrefix("${text}"): no '/'`,
    );
  return cidr;
}

/** Neither a zone nor an IPv4 address in the clothes of IPv6. */
function parseIp(text: string): Ip | undefined {
  const four = parseIpv4(text);
  if (four !== undefined) return new Ip(four);
  const six = parseIpv6(text);
  if (six === undefined) return undefined;
  const isMapped = six.slice(0, 10).every((byte) => byte === 0) && six[10] === 255 && six[11] === 255;
  return isMapped ? undefined : new Ip(six);
}

function parseIpv4(text: string): number[] | undefined {
  const parts = text.split('.');
  if (parts.length !== 4 || !parts.every((part) => /^(?:0|[1-9]\d{0,2})$/.test(part) && Number(part) < 256))
    return undefined;
  return parts.map(Number);
}

function parseIpv6(text: string): number[] | undefined {
  const halves = text.split('::');
  if (halves.length > 2 || !text.includes(':')) return undefined;
  const [before, after] = halves.map((half) => groupsOf(half));
  if (before === undefined || (halves.length === 2 && after === undefined)) return undefined;
  const missing = 16 - before.length - (after?.length ?? 0);
  if (halves.length === 1 ? missing !== 0 : missing < 2) return undefined;
  return [...before, ...new Array<number>(missing).fill(0), ...(after ?? [])];
}

function groupsOf(text: string): number[] | undefined {
  if (text === '') return [];
  const bytes: number[] = [];
  const groups = text.split(':');
  for (const [index, group] of groups.entries()) {
    const four = index === groups.length - 1 ? parseIpv4(group) : undefined;
    if (four !== undefined) bytes.push(...four);
    else if (/^[0-9a-fA-F]{1,4}$/.test(group)) {
      const number = Number.parseInt(group, 16);
      bytes.push(number >> 8, number & 255);
    } else return undefined;
  }
  return bytes;
}

function parseCidr(text: string): Cidr | undefined {
  const slash = text.lastIndexOf('/');
  const ip = slash === -1 ? undefined : parseIp(text.slice(0, slash));
  const bits = text.slice(slash + 1);
  if (ip === undefined || !/^(?:0|[1-9]\d{0,2})$/.test(bits) || Number(bits) > ip.bytes.length * 8) return undefined;
  return new Cidr(ip, Number(bits));
}

/** As RFC 5952 has it: the longest run of zeros is left out. */
function formatIp(bytes: readonly number[]): string {
  if (bytes.length === 4) return bytes.join('.');
  const groups = Array.from({ length: 8 }, (_, index) => ((bytes[index * 2] ?? 0) << 8) | (bytes[index * 2 + 1] ?? 0));
  let best = { start: -1, length: 1 };
  for (let start = 0; start < 8; start++) {
    let length = 0;
    while (start + length < 8 && groups[start + length] === 0) length++;
    if (length > best.length) best = { start, length };
  }
  const text = (part: readonly number[]) => part.map((group) => group.toString(16)).join(':');
  if (best.start === -1) return text(groups);
  return `${text(groups.slice(0, best.start))}::${text(groups.slice(best.start + best.length))}`;
}

function sameBytes(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((byte, index) => byte === b[index]);
}

function masked(bytes: readonly number[], prefix: number): number[] {
  return bytes.map((byte, index) => {
    const bits = Math.min(Math.max(prefix - index * 8, 0), 8);
    return byte & (0xff << (8 - bits)) & 0xff;
  });
}

function containsIp({ ip, prefix }: Cidr, other: Ip): boolean {
  return sameBytes(masked(ip.bytes, prefix), masked(other.bytes, prefix));
}

function containsCidr(cidr: Cidr, other: Cidr): boolean {
  return cidr.prefix <= other.prefix && containsIp(cidr, other.ip);
}

function isLoopback({ bytes }: Ip): boolean {
  return bytes.length === 4 ? bytes[0] === 127 : bytes.every((byte, index) => byte === (index === 15 ? 1 : 0));
}

function isLinkLocalMulticast({ bytes: [a = 0, b = 0, c = 0], bytes }: Ip): boolean {
  return bytes.length === 4 ? a === 224 && b === 0 && c === 0 : a === 0xff && (b & 0x0f) === 2;
}

function isLinkLocalUnicast({ bytes: [a = 0, b = 0], bytes }: Ip): boolean {
  return bytes.length === 4 ? a === 169 && b === 254 : a === 0xfe && (b & 0xc0) === 0x80;
}

function isGlobalUnicast(ip: Ip): boolean {
  const { bytes } = ip;
  const isMulticast = bytes.length === 4 ? ((bytes[0] ?? 0) & 0xf0) === 0xe0 : bytes[0] === 0xff;
  const isUnspecified = bytes.every((byte) => byte === 0);
  const isBroadcast = bytes.length === 4 && bytes.every((byte) => byte === 255);
  return !isMulticast && !isUnspecified && !isBroadcast && !isLoopback(ip) && !isLinkLocalUnicast(ip);
}
