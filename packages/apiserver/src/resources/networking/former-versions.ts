import type { Ingress, IngressBackend, IntOrString, KubernetesObject } from '@sampan/api';
import type { ResourceVersion } from '../../kinds/resource-options.js';

/** Ingresses as they were: a service and its port stood side by side, and how a path matches was up to the controller. */
export const formerIngresses: Record<string, ResourceVersion<Ingress>> = {
  'extensions/v1beta1': {
    lifecycle: { introduced: '1.1', deprecated: '1.14', removed: '1.22' },
    ...firstIngress('extensions/v1beta1'),
  },
  'networking.k8s.io/v1beta1': {
    lifecycle: { introduced: '1.14', deprecated: '1.19', removed: '1.22' },
    ...firstIngress('networking.k8s.io/v1beta1'),
  },
};

interface FirstBackend {
  serviceName?: string;
  servicePort?: IntOrString;
  resource?: IngressBackend['resource'];
}

interface FirstIngress extends Omit<Ingress, 'spec'> {
  spec?: Omit<NonNullable<Ingress['spec']>, 'defaultBackend' | 'rules'> & {
    backend?: FirstBackend;
    rules?: { host?: string; http?: { paths: { path?: string; pathType?: string; backend: FirstBackend }[] } }[];
  };
}

function firstIngress(apiVersion: string): ResourceVersion<Ingress> {
  return {
    defaults: (object) => {
      for (const { http } of (object as FirstIngress).spec?.rules ?? []) {
        for (const path of http?.paths ?? []) path.pathType ??= 'ImplementationSpecific';
      }
    },
    fromHub: ({ spec = {}, ...same }) => {
      const { defaultBackend, rules, ...kept } = spec;
      return {
        ...same,
        apiVersion,
        spec: {
          ...kept,
          ...(defaultBackend && { backend: toFirst(defaultBackend) }),
          ...(rules && { rules: rules.map((rule) => mapBackends(rule, toFirst)) }),
        },
      } as KubernetesObject;
    },
    toHub: (object) => {
      const { spec = {}, ...same } = object as FirstIngress;
      const { backend, rules, ...kept } = spec;
      return {
        ...same,
        apiVersion: 'networking.k8s.io/v1',
        spec: {
          ...kept,
          ...(backend && { defaultBackend: fromFirst(backend) }),
          ...(rules && { rules: rules.map((rule) => mapBackends(rule, fromFirst)) }),
        },
      } as Ingress;
    },
  };
}

interface Rule<Backend> {
  http?: { paths?: { backend: Backend }[] } | undefined;
}

function mapBackends<From, To>({ http, ...rule }: Rule<From>, convert: (backend: From) => To): Rule<To> {
  if (http === undefined) return rule;
  const { paths, ...kept } = http;
  const converted = paths?.map((path) => ({ ...path, backend: convert(path.backend) }));
  return { ...rule, http: { ...kept, ...(converted && { paths: converted }) } };
}

/** The port's zero is that of no service at all, as Go writes it. */
function toFirst({ service, ...same }: IngressBackend): FirstBackend {
  if (service === undefined) return same;
  return { ...same, serviceName: service.name, servicePort: service.port?.name || (service.port?.number ?? 0) };
}

function fromFirst({ serviceName, servicePort, ...same }: FirstBackend): IngressBackend {
  if (!serviceName && !servicePort) return same;
  const port = typeof servicePort === 'string' ? { name: servicePort } : { number: servicePort ?? 0 };
  return { ...same, service: { name: serviceName ?? '', port } };
}
