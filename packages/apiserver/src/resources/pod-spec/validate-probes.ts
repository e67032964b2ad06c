import {
  type Container,
  type EphemeralContainer,
  type FieldError,
  field,
  type HTTPGetAction,
  type IntOrString,
  isHttpHeaderName,
  isPortName,
  type LifecycleHandler,
  type PodSpec,
  type Probe,
} from '@sampan/api';
import type { StructMembers } from '@sampan/api/schemas';
import { invalidFor } from '../../kinds/validation/messages.js';
import { validatePort } from '../../kinds/validation/numbers.js';
import { podMembers, podRules } from './pod-rules.js';
import { validateStopSignal } from './validate-stop-signal.js';

/** The probes and lifecycle hooks of a container, by what its Pod says of time and operating system. */
export function validateProbesAndHooks(
  path: string,
  container: Container | EphemeralContainer,
  { terminationGracePeriodSeconds: gracePeriod = 0, os }: Pick<PodSpec, 'terminationGracePeriodSeconds' | 'os'>,
): FieldError[] {
  const { lifecycle, livenessProbe, readinessProbe, startupProbe } = container;
  return [
    ...(lifecycle?.postStart === undefined
      ? []
      : validateHandler(`${path}.lifecycle.postStart`, lifecycle.postStart, gracePeriod, podMembers.hook)),
    ...(lifecycle?.preStop === undefined
      ? []
      : validateHandler(`${path}.lifecycle.preStop`, lifecycle.preStop, gracePeriod, podMembers.hook)),
    ...validateStopSignal(`${path}.lifecycle.stopSignal`, lifecycle?.stopSignal, os),
    ...validateProbe(`${path}.livenessProbe`, livenessProbe, gracePeriod),
    ...validateSingleSuccess(`${path}.livenessProbe`, livenessProbe),
    ...validateProbe(`${path}.readinessProbe`, readinessProbe, gracePeriod),
    ...validateReadinessProbe(`${path}.readinessProbe`, readinessProbe),
    ...validateProbe(`${path}.startupProbe`, startupProbe, gracePeriod),
    ...validateSingleSuccess(`${path}.startupProbe`, startupProbe),
  ];
}

function validateProbe(path: string, probe: Probe | undefined, gracePeriod: number): FieldError[] {
  if (probe === undefined) return [];
  return [...validateHandler(path, probe, gracePeriod, podMembers.probe), ...podRules.probe(path, probe)];
}

function validateSingleSuccess(path: string, probe: Probe | undefined): FieldError[] {
  if (probe === undefined || probe.successThreshold === 1) return [];
  return [field.invalid(`${path}.successThreshold`, probe.successThreshold ?? 0, 'must be 1')];
}

function validateReadinessProbe(path: string, probe: Probe | undefined): FieldError[] {
  const seconds = probe?.terminationGracePeriodSeconds;
  if (seconds === undefined) return [];
  return [field.invalid(`${path}.terminationGracePeriodSeconds`, seconds, 'must not be set for readinessProbes')];
}

type Handler = Pick<LifecycleHandler, 'sleep'> & Pick<Probe, 'exec' | 'httpGet' | 'tcpSocket' | 'grpc'>;

/** What a probe or a hook does: exactly one thing, by the rule of its struct. */
function validateHandler(path: string, handler: Handler, gracePeriod: number, members: StructMembers): FieldError[] {
  const checks: Partial<Record<string, (at: string) => FieldError[]>> = {
    exec: (at) => ((handler.exec?.command ?? []).length === 0 ? [field.required(`${at}.command`)] : []),
    httpGet: (at) => validateHttpGet(at, handler.httpGet),
    tcpSocket: (at) => validatePortOrName(`${at}.port`, handler.tcpSocket?.port),
    grpc: (at) => podRules.grpc(at, handler.grpc ?? {}),
    sleep: (at) => validateSleep(at, handler.sleep?.seconds ?? 0, gracePeriod),
  };
  return members(path, handler, (member, at) => checks[member]?.(at) ?? []);
}

function validateHttpGet(path: string, action: HTTPGetAction | undefined): FieldError[] {
  if (action === undefined) return [];
  return [
    ...podRules.httpGet(path, action, ['path']),
    ...validatePortOrName(`${path}.port`, action.port),
    ...podRules.httpGet(path, action, ['scheme']),
    ...(action.httpHeaders ?? []).flatMap(({ name }) =>
      invalidFor(`${path}.httpHeaders`, name, isHttpHeaderName(name)),
    ),
  ];
}

function validatePortOrName(path: string, port: IntOrString | undefined): FieldError[] {
  return typeof port === 'string' ? invalidFor(path, port, isPortName(port)) : validatePort(path, port);
}

function validateSleep(path: string, seconds: number, gracePeriod: number): FieldError[] {
  if (seconds >= 0 && seconds <= gracePeriod) return [];
  return [
    field.invalid(path, seconds, `must be non-negative and less than terminationGracePeriodSeconds (${gracePeriod})`),
  ];
}
