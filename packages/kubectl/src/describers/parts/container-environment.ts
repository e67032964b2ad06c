import { type Container, type EnvFromSource, type EnvVar, type Pod, Quantity } from '@sampan/api';
import { field, indent } from '../lines.js';

/** The variables of a container and where they come from. References to the pod's own fields are resolved in `pod`. */
export function environmentLines(container: Container, pod: Pod | undefined): string[] {
  const { env = [], envFrom = [] } = container;
  return [
    ...(envFrom.length === 0 ? [] : ['Environment Variables from:', ...indent(envFrom.map(sourceLine))]),
    env.length === 0 ? 'Environment:\t<none>' : 'Environment:',
    ...indent(env.flatMap((variable) => variableLines(variable, container, pod))),
  ];
}

function sourceLine({ configMapRef, secretRef, prefix }: EnvFromSource): string {
  const kind = configMapRef ? 'ConfigMap' : secretRef ? 'Secret' : '';
  const { name = '', optional = false } = configMapRef ?? secretRef ?? {};
  return `${name}\t${kind}${prefix ? ` with prefix '${prefix}'` : ''}\tOptional: ${optional}`;
}

function variableLines({ name, value = '', valueFrom }: EnvVar, container: Container, pod: Pod | undefined): string[] {
  if (!valueFrom) {
    const [first = '', ...more] = value.split('\n');
    return [field(name, first), ...more.map((line) => `\t${line}`)];
  }
  const { fieldRef, resourceFieldRef, secretKeyRef, configMapKeyRef } = valueFrom;
  if (fieldRef) {
    return [field(name, `${podField(pod, fieldRef.fieldPath)} (${fieldRef.apiVersion ?? ''}:${fieldRef.fieldPath})`)];
  }
  if (resourceFieldRef) {
    const { resource, divisor } = resourceFieldRef;
    const amount = resourceAmount(container, resource, divisor);
    const isUnlimited = amount === '0' && (resource === 'limits.cpu' || resource === 'limits.memory');
    return [field(name, `${isUnlimited ? 'node allocatable' : amount} (${resource})`)];
  }
  if (secretKeyRef) {
    const { key, name: secret = '', optional = false } = secretKeyRef;
    return [field(name, `<set to the key '${key}' in secret '${secret}'>\tOptional: ${optional}`)];
  }
  if (configMapKeyRef) {
    const { key, name: configMap = '', optional = false } = configMapKeyRef;
    return [field(name, `<set to the key '${key}' of config map '${configMap}'>\tOptional: ${optional}`)];
  }
  return [];
}

/** kubectl resolves the two fields that every object has, and no others. */
function podField(pod: Pod | undefined, path: string): string {
  if (path === 'metadata.name') return pod?.metadata.name ?? '';
  if (path === 'metadata.namespace') return pod?.metadata.namespace ?? '';
  return '';
}

const resourceNames = ['cpu', 'memory', 'ephemeral-storage'];

/** What the container would get to see: the amount in units of the divisor, rounded up; empty for unknown resources. */
function resourceAmount({ resources = {} }: Container, resource: string, divisor: string | undefined): string {
  const dot = resource.indexOf('.');
  const list = { limits: resources.limits, requests: resources.requests }[resource.slice(0, dot)];
  const name = resource.slice(dot + 1);
  const isKnown = resourceNames.includes(name) || name.startsWith('hugepages-');
  if (!isKnown || !/^(limits|requests)\./.test(resource)) return '';
  const unit = Quantity.parse(divisor === undefined || Quantity.parse(divisor).isZero() ? '1' : divisor);
  const amount = Quantity.parse(list?.[name] ?? '0');
  if (name === 'cpu') return String(Math.ceil(amount.toMilli() / unit.toMilli()));
  return String(Math.ceil(amount.toNumber() / unit.toNumber()));
}
