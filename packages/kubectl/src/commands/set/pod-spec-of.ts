import type { Container, PodSpec, UnstructuredObject } from '@sampan/api';
import { CommandError } from '../../framework/errors.js';

interface WithTemplate {
  template?: { spec?: PodSpec };
  jobTemplate?: { spec?: WithTemplate };
}

/** The pod specification in an object: a pod's own, or that of its template. Throws for objects without one. */
export function podSpecOf({ apiVersion, kind, spec }: UnstructuredObject): PodSpec {
  const found = find(kind, spec);
  if (found !== undefined) return found;
  const version = apiVersion.slice(apiVersion.lastIndexOf('/') + 1);
  throw new CommandError(`the object is not a pod or does not have a pod template: *${version}.${kind}`);
}

function find(kind: string, spec: unknown): PodSpec | undefined {
  switch (kind) {
    case 'Pod':
      return spec as PodSpec;
    case 'CronJob':
      return (spec as WithTemplate | undefined)?.jobTemplate?.spec?.template?.spec;
    case 'DaemonSet':
    case 'Deployment':
    case 'Job':
    case 'ReplicaSet':
    case 'ReplicationController':
    case 'StatefulSet':
      return (spec as WithTemplate | undefined)?.template?.spec;
    default:
      return undefined;
  }
}

/** The containers whose names `pattern` matches: a name, `*`, or a name with `*` in it. */
export function matchContainers(containers: readonly Container[] | undefined, pattern: string): Container[] {
  const expression = new RegExp(`^${pattern.replace(/[.+?^${}()|[\]\\]/g, '\\$&').replaceAll('*', '.*')}$`);
  return (containers ?? []).filter(({ name }) => expression.test(name));
}
