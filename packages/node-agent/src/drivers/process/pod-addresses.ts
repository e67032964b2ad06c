/** Hands out the addresses of a node's pod range. The first (the network) and the last are never given away. */
export class PodAddresses {
  readonly #first: number;
  readonly #count: number;
  readonly #used = new Map<number, string>();
  #next = 1;

  /** `cidr` is an IPv4 range: `127.64.1.0/24`. */
  constructor(cidr: string) {
    const match = /^(\d+\.\d+\.\d+\.\d+)\/(\d+)$/.exec(cidr);
    const bits = Number(match?.[2]);
    if (match === null || bits > 30)
      throw new Error(`the pod range must be an IPv4 range of at least 4 addresses: "${cidr}"`);
    this.#count = 2 ** (32 - bits);
    this.#first = parseIpv4(match[1] as string) - (parseIpv4(match[1] as string) % this.#count);
  }

  /** The address of `owner`: always the same one until it is freed. Addresses are used again as late as possible. */
  allocate(owner: string): string {
    for (const [offset, other] of this.#used) if (other === owner) return formatIpv4(this.#first + offset);
    for (let tried = 1; tried < this.#count - 1; tried++) {
      const offset = this.#next;
      this.#next = this.#next >= this.#count - 2 ? 1 : this.#next + 1;
      if (this.#used.has(offset)) continue;
      this.#used.set(offset, owner);
      return formatIpv4(this.#first + offset);
    }
    throw new Error('no addresses left in the pod range of this node');
  }

  /** Takes note of an address that `owner` has from before. */
  claim(owner: string, address: string): void {
    const offset = parseIpv4(address) - this.#first;
    if (offset <= 0 || offset >= this.#count) return;
    this.#used.set(offset, owner);
    this.#next = Math.max(this.#next, (offset % (this.#count - 2)) + 1);
  }

  free(owner: string): void {
    for (const [offset, other] of this.#used) if (other === owner) this.#used.delete(offset);
  }
}

function parseIpv4(address: string): number {
  return address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
}

function formatIpv4(value: number): string {
  return [24, 16, 8, 0].map((shift) => Math.floor(value / 2 ** shift) % 256).join('.');
}
