import type { Container, ContainerRestartRule, PodSpec } from '../generated/types.js';
import { isSidecar } from './sidecar.js';

/**
 * Whether a container of the pod spec that ended with `exitCode` is to start again: its first rule that matches says so
 * (KEP-5307), else its own restart policy, else the Pod's. An init container that succeeded is done, unless it is a
 * sidecar; `Always` of the Pod means on failure for it.
 */
export function restartsAfter(spec: PodSpec, container: Container, exitCode: number): boolean {
  const isInit = spec.initContainers?.includes(container) === true;
  if (isInit && !isSidecar(container) && exitCode === 0) return false;
  if (restartRule(container, exitCode) !== undefined) return true;
  switch (container.restartPolicy ?? spec.restartPolicy) {
    case 'Never':
      return false;
    case 'OnFailure':
      return exitCode !== 0;
    default:
      return true;
  }
}

/** Whether all containers of the Pod are to start again, the init containers first (KEP-5532). */
export function restartsAllAfter(spec: PodSpec, container: Container, exitCode: number): boolean {
  const restarts = restartsAfter(spec, container, exitCode);
  return restarts && restartRule(container, exitCode)?.action === 'RestartAllContainers';
}

/** The first rule that matches. */
function restartRule({ restartPolicyRules }: Container, exitCode: number): ContainerRestartRule | undefined {
  return restartPolicyRules?.find((rule) => matches(rule, exitCode));
}

function matches({ exitCodes }: ContainerRestartRule, exitCode: number): boolean {
  if (exitCodes === undefined) return false;
  const isListed = exitCodes.values?.includes(exitCode) === true;
  return exitCodes.operator === 'In' ? isListed : exitCodes.operator === 'NotIn' && !isListed;
}
