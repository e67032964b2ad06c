/** A range of IPv4 addresses, as a CIDR names it; addresses are counted from its first. */
export interface AddressRange {
  readonly cidr: string;
  /** How many addresses it has. */
  readonly size: number;
  addressAt(offset: number): string;
  /** Where an address is in the range; undefined: it is not. */
  offsetOf(address: string): number | undefined;
}

/** Parses `127.96.0.0/16`. Throws a RangeError that names what is wrong. */
export function parseAddressRange(cidr: string): AddressRange {
  const [address = '', bits = ''] = cidr.split('/');
  const base = toNumber(address);
  const prefix = Number(bits);
  if (base === undefined || !/^\d{1,2}$/.test(bits) || prefix > 30) {
    throw new RangeError(`the range "${cidr}" must be an IPv4 CIDR with room for addresses, such as 127.96.0.0/16`);
  }
  const size = 2 ** (32 - prefix);
  const first = base - (base % size);
  return {
    cidr: `${toAddress(first)}/${prefix}`,
    size,
    addressAt: (offset) => toAddress(first + offset),
    offsetOf: (text) => {
      const number = toNumber(text);
      return number === undefined || number < first || number >= first + size ? undefined : number - first;
    },
  };
}

function toNumber(address: string): number | undefined {
  const match = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(address);
  if (match === null) return undefined;
  const parts = match.slice(1).map(Number);
  return parts.some((part) => part > 255) ? undefined : parts.reduce((number, part) => number * 256 + part, 0);
}

function toAddress(number: number): string {
  return [24, 16, 8, 0].map((shift) => Math.floor(number / 2 ** shift) % 256).join('.');
}
