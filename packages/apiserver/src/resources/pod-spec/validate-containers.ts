import { type Container, type EphemeralContainer, type FieldError, field, type PodSpec } from '@sampan/api';
import { invalidFor } from '../../kinds/validation/messages.js';
import { podRules } from './pod-rules.js';
import { validateEnv, validateEnvFrom } from './validate-env.js';
import { validateContainerPorts, validateHostPorts } from './validate-ports.js';
import { validateProbesAndHooks } from './validate-probes.js';
import { validateResizePolicy } from './validate-resize-policy.js';
import { validateResources } from './validate-resources.js';
import { validateRestartPolicy } from './validate-restart-rules.js';
import { validateContainerSecurity } from './validate-security-context.js';
import { validateVolumeMounts } from './validate-volume-mounts.js';

/** All containers of a pod spec: those that run, those that prepare, and those that debug. */
export function validateContainers(path: string, spec: PodSpec): FieldError[] {
  const names = new Set<string>();
  return [
    ...(spec.containers.length === 0 ? [field.required(`${path}.containers`)] : []),
    ...spec.containers.flatMap((container, index) => {
      const at = `${path}.containers[${index}]`;
      return [
        ...validateCommon(at, container, spec),
        ...validateUnique(at, container, names),
        ...validateMain(at, container, spec),
      ];
    }),
    ...validateHostPorts(`${path}.containers`, spec.containers),
    ...(spec.initContainers ?? []).flatMap((container, index) => {
      const at = `${path}.initContainers[${index}]`;
      return [
        ...validateCommon(at, container, spec),
        ...validateUnique(at, container, names),
        ...validateInit(at, container, spec),
      ];
    }),
    ...(spec.ephemeralContainers ?? []).flatMap((container, index) => {
      const at = `${path}.ephemeralContainers[${index}]`;
      return [
        ...validateCommon(at, container, spec),
        ...validateUnique(at, container, names),
        ...validateEphemeral(at, container, spec),
      ];
    }),
  ];
}

function validateCommon(path: string, container: Container | EphemeralContainer, spec: PodSpec): FieldError[] {
  return [
    ...podRules.container(path, container, ['name', 'image', 'terminationMessagePolicy']),
    ...validateContainerPorts(`${path}.ports`, container.ports),
    ...validateEnv(`${path}.env`, container.env, spec.volumes ?? []),
    ...validateEnvFrom(`${path}.envFrom`, container.envFrom),
    ...validateVolumeMounts(path, container, spec.volumes ?? []),
    ...podRules.container(path, container, ['imagePullPolicy']),
    ...validateResources(`${path}.resources`, container.resources),
    ...validateResizePolicy(`${path}.resizePolicy`, container.resizePolicy, spec.restartPolicy),
    ...validateContainerSecurity(`${path}.securityContext`, container.securityContext),
  ];
}

function validateUnique(path: string, { name }: { name?: string }, names: Set<string>): FieldError[] {
  if (name === undefined || name === '') return [];
  if (names.has(name)) return [field.duplicate(`${path}.name`, name)];
  names.add(name);
  return [];
}

function validateMain(path: string, container: Container, spec: PodSpec): FieldError[] {
  return [...validateProbesAndHooks(path, container, spec), ...validateRestartPolicy(path, container)];
}

/** An init container that restarts runs beside the others, and may do what they do; the rest only run to their end. */
function validateInit(path: string, container: Container, spec: PodSpec): FieldError[] {
  const errors = validateRestartPolicy(path, container);
  if (container.restartPolicy === 'Always') return [...errors, ...validateProbesAndHooks(path, container, spec)];
  for (const name of ['lifecycle', 'livenessProbe', 'readinessProbe', 'startupProbe'] as const) {
    if (container[name] === undefined) continue;
    errors.push(field.forbidden(`${path}.${name}`, 'may not be set for init containers without restartPolicy=Always'));
  }
  return errors;
}

const notForEphemeral = [
  'ports',
  'resources',
  'resizePolicy',
  'restartPolicy',
  'restartPolicyRules',
  'livenessProbe',
  'readinessProbe',
  'startupProbe',
  'lifecycle',
] as const;

function validateEphemeral(path: string, container: EphemeralContainer, spec: PodSpec): FieldError[] {
  const { targetContainerName = '' } = container;
  const errors: FieldError[] = [];
  const targets = [...(spec.initContainers ?? []), ...spec.containers];
  if (targetContainerName !== '' && !targets.some(({ name }) => name === targetContainerName)) {
    errors.push(field.notFound(`${path}.targetContainerName`, targetContainerName));
  }
  for (const name of notForEphemeral) {
    if (Object.keys(container[name] ?? {}).length > 0) {
      errors.push(field.forbidden(`${path}.${name}`, 'cannot be set for an Ephemeral Container'));
    }
  }
  for (const [index, mount] of (container.volumeMounts ?? []).entries()) {
    for (const name of ['subPath', 'subPathExpr'] as const) {
      if (!mount[name]) continue;
      const detail = 'cannot be set for an Ephemeral Container';
      errors.push(field.forbidden(`${path}.volumeMounts[${index}].${name}`, detail));
    }
  }
  return errors;
}

/** What is asked of the images of Pods, and was never asked of those of templates. */
export function validateImages(path: string, containers: readonly { image?: string }[] = []): FieldError[] {
  return containers.flatMap(({ image = '' }, index) =>
    invalidFor(
      `${path}[${index}].image`,
      image,
      image === image.trim() ? [] : ['must not have leading or trailing whitespace'],
    ),
  );
}
