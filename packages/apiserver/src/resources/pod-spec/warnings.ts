import { type Container, type PodSpec, type PodTemplateSpec, Quantity } from '@sampan/api';

/** Likely mistakes in a pod spec, which the API accepts all the same: clients show them as warnings. */
export function podSpecWarnings(path: string, spec: PodSpec): string[] {
  const containers = (name: 'containers' | 'initContainers') =>
    (spec[name] ?? []).flatMap((container, index) => containerWarnings(`${path}.${name}[${index}]`, container));
  return [
    ...((spec.terminationGracePeriodSeconds ?? 0) < 0
      ? [`${path}.terminationGracePeriodSeconds: must be >= 0; negative values are invalid and will be treated as 1`]
      : []),
    ...duplicates(spec.imagePullSecrets, (secret) => secret.name).map(
      ({ index, key }) => `${path}.imagePullSecrets[${index}].name: duplicate name "${key}"`,
    ),
    ...containers('initContainers'),
    ...containers('containers'),
  ];
}

/** The same of what is new: an update that leaves the spec alone warns of nothing. */
export function newPodSpecWarnings(path: string, spec: PodSpec, old: PodSpec | undefined): string[] {
  const before = old === undefined ? [] : podSpecWarnings(path, old);
  return podSpecWarnings(path, spec).filter((warning) => !before.includes(warning));
}

/** The warnings of a template's spec that are new. */
export function templateWarnings(
  path: string,
  template: PodTemplateSpec | undefined,
  old: PodTemplateSpec | undefined,
): string[] {
  return template?.spec === undefined ? [] : newPodSpecWarnings(`${path}.spec`, template.spec, old?.spec);
}

function containerWarnings(path: string, { env, ports, resources }: Container): string[] {
  return [
    ...duplicates(env, ({ name }) => name).map(
      ({ index, key }) =>
        `${path}.env[${index}]: hides previous definition of "${key}", which may be dropped when using apply`,
    ),
    ...duplicates(
      ports,
      (port) => `${port.protocol}/${port.containerPort}/${port.hostIP ?? ''}/${port.hostPort ?? 0}`,
    ).map(({ index, first }) => `${path}.ports[${index}]: duplicate port definition with ${path}.ports[${first}]`),
    ...(['limits', 'requests'] as const).flatMap((kind) => {
      const memory = resources?.[kind]?.memory;
      if (memory === undefined || Quantity.parse(memory).toMilli() % 1000 === 0) return [];
      return [`${path}.resources.${kind}[memory]: fractional byte value "${memory}" is invalid, must be an integer`];
    }),
  ];
}

/** The items whose key an earlier item has, and which item that is. */
function duplicates<T>(items: readonly T[] | undefined, keyOf: (item: T) => string | undefined) {
  const seen = new Map<string, number>();
  const found: { index: number; first: number; key: string }[] = [];
  for (const [index, item] of (items ?? []).entries()) {
    const key = keyOf(item) ?? '';
    const first = seen.get(key);
    if (first === undefined) seen.set(key, index);
    else found.push({ index, first, key });
  }
  return found;
}
