interface Ingress {
  ip?: string;
  hostname?: string;
}

/** The addresses, or host names, that a load balancer answers on. */
export function formatLoadBalancer(status: { ingress?: Ingress[] } | undefined): string {
  const addresses = (status?.ingress ?? [])
    .map(({ ip, hostname }) => ip || hostname || '')
    .filter((text) => text !== '');
  return [...new Set(addresses)].sort().join(',');
}
