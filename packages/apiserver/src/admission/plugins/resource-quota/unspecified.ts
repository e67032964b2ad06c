import { type Container, computeUsage, type Pod } from '@sampan/api';

/** What every container has to say where a quota limits it. */
const required = ['cpu', 'memory'].flatMap((name) => [name, `requests.${name}`, `limits.${name}`]);

/**
 * Which of `names` a Pod's containers do not say, as `limits.cpu for: a,b; limits.memory for: a`; undefined: they say all,
 * or the Pod says it as a whole.
 */
export function unspecified({ spec }: Pod, names: readonly string[]): string | undefined {
  const { requests = {}, limits = {} } = spec.resources ?? {};
  if (Object.keys(requests).length + Object.keys(limits).length > 0) return undefined;
  const containers = [...spec.containers, ...(spec.initContainers ?? [])];
  const missing = required.filter((name) => names.includes(name)).sort();
  const parts = missing.flatMap((name) => {
    const silent = containers.filter((container) => !says(container, name)).map((container) => container.name);
    return silent.length === 0 ? [] : [`${name} for: ${silent.sort().join(',')}`];
  });
  return parts.length === 0 ? undefined : parts.join('; ');
}

function says({ resources }: Container, name: string): boolean {
  return Object.hasOwn(computeUsage(resources ?? {}), name);
}
