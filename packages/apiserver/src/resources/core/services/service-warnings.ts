import type { Service } from '@sampan/api';

const hintsAnnotation = 'service.kubernetes.io/topology-aware-hints';

/** Likely mistakes in a Service, and what of it is on its way out; those that the old one has, too, are not repeated. */
export function serviceWarnings(service: Service, old?: Service): string[] {
  const before = old === undefined ? [] : warningsOf(old);
  return warningsOf(service).filter((warning) => !before.includes(warning));
}

function warningsOf({ metadata, spec }: Service): string[] {
  const external = (spec.externalIPs ?? []).length > 0;
  const headless = spec.clusterIPs?.[0] === 'None';
  const warnings = {
    [`annotation ${hintsAnnotation} is deprecated, please use service.kubernetes.io/topology-mode instead`]:
      metadata.annotations?.[hintsAnnotation] !== undefined,
    'spec.loadBalancerIP is ignored for headless services': headless && Boolean(spec.loadBalancerIP),
    'spec.externalIPs is ignored for headless services': headless && external,
    'spec.SessionAffinity is ignored for headless services': headless && spec.sessionAffinity !== 'None',
    'spec.externalIPs is ignored when spec.type is "ExternalName"': spec.type === 'ExternalName' && external,
    'spec.externalIPs is deprecated and may no longer be implemented in some clusters': external,
  };
  return Object.entries(warnings).flatMap(([warning, applies]) => (applies ? [warning] : []));
}
