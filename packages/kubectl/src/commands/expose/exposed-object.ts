import type { Container, LabelSelector, ServicePort, UnstructuredObject } from '@sampan/api';
import { CommandError } from '../../framework/errors.js';

/** The labels of the pods behind an object that is exposed. Throws why there are none to select by. */
export function mapSelectorOf({ kind, metadata, spec = {} }: UnstructuredObject): Record<string, string> {
  const { selector } = spec as { selector?: LabelSelector | Record<string, string> };
  switch (kind) {
    case 'ReplicationController':
      return selector as Record<string, string>;
    case 'Pod':
      if (Object.keys(metadata.labels ?? {}).length === 0) {
        throw new CommandError('the pod has no labels and cannot be exposed');
      }
      return metadata.labels ?? {};
    case 'Service':
      if (selector === undefined) throw new CommandError('the service has no pod selector set');
      return selector as Record<string, string>;
    default: {
      const { matchLabels, matchExpressions = [] } = (selector ?? {}) as LabelSelector;
      if (matchExpressions.length > 0) {
        const shown = matchExpressions.map(
          (one) => `{Key:${one.key} Operator:${one.operator} Values:[${(one.values ?? []).join(' ')}]}`,
        );
        throw new CommandError(`couldn't convert expressions - "[${shown.join(' ')}]" to map-based selector format`);
      }
      if (matchLabels === undefined) {
        throw new CommandError(`invalid ${kind.toLowerCase()}: no selectors, therefore cannot be exposed`);
      }
      return matchLabels;
    }
  }
}

/** The ports of an object that is exposed, as text and in order, with the protocols of each. */
export function portsOf({ kind, spec = {} }: UnstructuredObject): {
  ports: string[];
  protocols: Record<string, string[]>;
} {
  const found = kind === 'Service' ? servicePorts(spec) : containerPorts(kind === 'Pod' ? spec : templateSpec(spec));
  const protocols: Record<string, string[]> = {};
  for (const { port, protocol } of found) {
    const known = protocols[port] ?? [];
    if (!known.includes(protocol)) protocols[port] = [...known, protocol];
  }
  return { ports: [...new Set(found.map(({ port }) => port))], protocols };
}

interface FoundPort {
  port: string;
  protocol: string;
}

function servicePorts(spec: unknown): FoundPort[] {
  const { ports = [] } = spec as { ports?: ServicePort[] };
  return ports.map(({ port, protocol = 'TCP' }) => ({ port: String(port), protocol }));
}

function containerPorts(spec: unknown): FoundPort[] {
  const { containers = [] } = spec as { containers?: Container[] };
  return containers.flatMap(({ ports = [] }) =>
    ports.map(({ containerPort, protocol = 'TCP' }) => ({ port: String(containerPort), protocol })),
  );
}

function templateSpec(spec: unknown): unknown {
  return (spec as { template?: { spec?: unknown } }).template?.spec ?? {};
}
