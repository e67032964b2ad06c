import {
  type Container,
  deepEqual,
  type FieldError,
  field,
  type Pod,
  type PodSpec,
  qosClass,
  type ResourceRequirements,
} from '@sampan/api';

const resizable = ['cpu', 'memory'];
const onlyAmounts = 'only cpu and memory resources are mutable';
const mirrorAnnotation = 'kubernetes.io/config.mirror';

/** What `pods/resize` may change: cpu and memory of containers and of the Pod as a whole, within its quality of service. */
export function validatePodResize(pod: Pod, old: Pod): FieldError[] {
  if (old.metadata.annotations?.[mirrorAnnotation] !== undefined) {
    return [field.forbidden('', 'static pods cannot be resized')];
  }
  if (old.spec.os?.name === 'windows') return [field.forbidden('', 'windows pods cannot be resized')];
  const errors = [...validatePodAsAWhole(pod, old), ...validatePodLevel(pod.spec, old.spec)];
  const order = [...validateOrder('containers', pod, old), ...validateOrder('initContainers', pod, old)];
  if (order.length > 0) return [...errors, ...order];
  errors.push(
    ...validateKept('initContainers', pod, old),
    ...validateKept('containers', pod, old),
    ...pod.spec.containers.flatMap((container, index) => {
      const isSame = isButForAmounts(container, old.spec.containers[index] as Container);
      return isSame ? [] : [field.forbidden('spec', onlyAmounts)];
    }),
    ...(pod.spec.initContainers ?? []).flatMap((container, index) =>
      validateInitContainer(container, old.spec.initContainers?.[index] as Container, `spec.initContainers[${index}]`),
    ),
  );
  if (errors.length > 0 || deepEqual(withoutResizable(pod.spec), withoutResizable(old.spec))) return errors;
  return [field.forbidden('spec', onlyAmounts)];
}

function validatePodAsAWhole(pod: Pod, old: Pod): FieldError[] {
  const errors: FieldError[] = [];
  const { qosClass: before = qosClass(old.spec), containerStatuses = [] } = old.status ?? {};
  if (qosClass(pod.spec) !== before) {
    errors.push(field.invalid('spec', before, 'Pod QOS Class may not change as a result of resizing'));
  }
  // An agent that does not tell what a container has cannot change it either.
  const running = containerStatuses.find(({ state }) => state?.running !== undefined);
  if (running !== undefined && running.resources === undefined) {
    errors.push(field.forbidden('spec', 'Pod running on node without support for resize'));
  }
  return errors;
}

function validatePodLevel({ resources }: PodSpec, { resources: old }: PodSpec): FieldError[] {
  const path = 'spec.resources';
  if (old !== undefined && resources === undefined) {
    return [field.forbidden(path, 'pod-level resources cannot be removed')];
  }
  const errors = removals(resources, old).map((kind) =>
    field.forbidden(`${path}.${kind}`, `pod-level resource ${kind} cannot be removed`),
  );
  if (!deepEqual(otherAmounts(resources), otherAmounts(old))) {
    errors.push(field.forbidden('spec', `${onlyAmounts} at pod-level`));
  }
  return errors;
}

type ContainerList = 'containers' | 'initContainers';

function validateOrder(list: ContainerList, { spec }: Pod, { spec: old }: Pod): FieldError[] {
  const [containers, before] = [spec[list] ?? [], old[list] ?? []];
  if (containers.length !== before.length) {
    return [field.forbidden(`spec.${list}`, `${list} may not be added or removed on resize`)];
  }
  return before.flatMap(({ name }, index) =>
    containers[index]?.name === name
      ? []
      : [field.forbidden(`spec.${list}[${index}].name`, `${list} may not be renamed or reordered on resize`)],
  );
}

function validateKept(list: ContainerList, { spec }: Pod, { spec: old }: Pod): FieldError[] {
  return (old[list] ?? []).flatMap(({ resources }, index) =>
    removals(spec[list]?.[index]?.resources, resources).map((kind) =>
      field.forbidden(`spec.${list}[${index}].resources.${kind}`, `resource ${kind} cannot be removed`),
    ),
  );
}

function validateInitContainer(container: Container, old: Container, path: string): FieldError[] {
  const errors: FieldError[] = [];
  if (!isButForAmounts(container, old)) {
    const detail = 'only cpu and memory resources for init or sidecar containers are mutable';
    errors.push(field.forbidden(path, detail));
  }
  const restarts = (container.resizePolicy ?? []).some(({ restartPolicy }) => restartPolicy === 'RestartContainer');
  if (restarts && container.restartPolicy !== 'Always' && !deepEqual(container, old)) {
    const detail = 'non-sidecar init containers with a resize policy of RestartContainer cannot be resized';
    errors.push(field.forbidden(path, detail));
  }
  return errors;
}

function removals(resources: ResourceRequirements = {}, old: ResourceRequirements = {}): ('requests' | 'limits')[] {
  return (['requests', 'limits'] as const).filter((kind) =>
    Object.keys(old[kind] ?? {}).some((name) => resources[kind]?.[name] === undefined),
  );
}

function isButForAmounts(container: Container, old: Container): boolean {
  return deepEqual(withoutAmounts(container), withoutAmounts(old));
}

function withoutAmounts({ resources, ...rest }: Container): object {
  return { ...rest, resources: otherAmounts(resources) };
}

function withoutResizable({ containers: _containers, initContainers: _initContainers, resources, ...rest }: PodSpec) {
  return { ...rest, resources: otherAmounts(resources) };
}

/** What cannot be resized; empty and absent are the same. */
function otherAmounts({ requests, limits, claims = [] }: ResourceRequirements = {}): object {
  const others = (amounts: Record<string, string> = {}) =>
    Object.fromEntries(Object.entries(amounts).filter(([name]) => !resizable.includes(name)));
  return { requests: others(requests), limits: others(limits), claims };
}
