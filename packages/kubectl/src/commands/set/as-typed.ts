import type { UnstructuredObject } from '@sampan/api';

/**
 * `object` with the empty fields that Go's types always write, because it is printed without a server having filled
 * them: `creationTimestamp`, `resources`, `strategy`, `status`.
 */
export function asTyped(object: UnstructuredObject): UnstructuredObject {
  const copy = structuredClone(object) as UnstructuredObject & { spec?: Fields };
  const { name, namespace, ...metadata } = copy.metadata;
  copy.metadata = {
    ...(name !== undefined && { name }),
    ...(namespace !== undefined && { namespace }),
    creationTimestamp: null as never,
    ...metadata,
  };
  if (copy.spec !== undefined) typeSpec(copy.kind, copy.spec);
  if (copy.kind in emptyStatus) copy.status ??= emptyStatus[copy.kind];
  const { kind, apiVersion, ...rest } = copy;
  return { kind, apiVersion, ...rest } as UnstructuredObject;
}

type Fields = Record<string, unknown>;

const emptyStatus: Readonly<Record<string, Fields>> = {
  CronJob: {},
  DaemonSet: { currentNumberScheduled: 0, numberMisscheduled: 0, desiredNumberScheduled: 0, numberReady: 0 },
  Deployment: {},
  Job: {},
  Pod: {},
  ReplicaSet: { replicas: 0 },
  ReplicationController: { replicas: 0 },
  Service: { loadBalancer: {} },
  StatefulSet: { replicas: 0, availableReplicas: 0 },
};

function typeSpec(kind: string, spec: Fields): void {
  switch (kind) {
    case 'Pod':
      typePodSpec(spec);
      return;
    case 'Service':
      for (const port of (spec.ports ?? []) as Fields[]) port.targetPort ??= 0;
      return;
    case 'CronJob': {
      spec.jobTemplate ??= {};
      const jobTemplate = spec.jobTemplate as Fields;
      jobTemplate.metadata = { creationTimestamp: null, ...(jobTemplate.metadata as Fields) };
      jobTemplate.spec ??= {};
      typeSpec('Job', jobTemplate.spec as Fields);
      return;
    }
    default: {
      const template = spec.template as Fields | undefined;
      if (template === undefined) return;
      template.metadata = { creationTimestamp: null, ...(template.metadata as Fields) };
      template.spec ??= {};
      typePodSpec(template.spec as Fields);
      if (kind === 'Deployment') spec.strategy ??= {};
      if (kind === 'DaemonSet' || kind === 'StatefulSet') spec.updateStrategy ??= {};
    }
  }
}

function typePodSpec(spec: Fields): void {
  for (const list of ['initContainers', 'containers', 'ephemeralContainers']) {
    for (const container of (spec[list] ?? []) as Fields[]) container.resources ??= {};
  }
}
