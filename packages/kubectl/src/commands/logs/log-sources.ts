import { isNotFound, type Pod, resources } from '@sampan/api';
import type { Context } from '../../framework/context.js';
import { errorWords } from '../../framework/error-words.js';
import { CommandError } from '../../framework/errors.js';
import type { ObjectInfo } from '../../framework/read-objects.js';
import { readSubject } from '../../pods/attachable-pod.js';
import { allContainers, containerNames } from '../../pods/containers-of-pod.js';
import { byLogging } from '../../pods/pod-order.js';
import { firstPod, podSelectorOf } from '../../pods/pods-of-object.js';

/** A container whose log is wanted. */
export interface LogSource {
  namespace: string;
  pod: string;
  container: string;
}

/** Whose logs the command line asks for. */
export interface LogSubject {
  /** `POD` or `TYPE/NAME`; none with a selector. */
  name: string | undefined;
  selector: string;
  container: string;
  allContainers: boolean;
  allPods: boolean;
  podRunningTimeout: number;
}

/** The object that the command line names; none with a selector. */
export async function readLogObject(
  context: Context,
  { name, selector }: Pick<LogSubject, 'name' | 'selector'>,
): Promise<ObjectInfo | undefined> {
  if (name === undefined && selector !== '') return undefined;
  try {
    return await readSubject(context, name);
  } catch (error) {
    if (!isNotFound(error)) throw error;
    const { namespace } = await context.namespace();
    throw new CommandError(
      `error from server (NotFound): ${errorWords(error)} in namespace ${JSON.stringify(namespace)}`,
    );
  }
}

/** The containers to print the logs of, in order. */
export async function resolveLogSources(
  context: Context,
  info: ObjectInfo | undefined,
  subject: LogSubject,
): Promise<LogSource[]> {
  const pods = await podsOf(context, info, subject);
  return pods.flatMap((pod) => sourcesOfPod(pod, subject, context.warn));
}

async function podsOf(
  context: Context,
  info: ObjectInfo | undefined,
  { selector, allPods, podRunningTimeout }: LogSubject,
): Promise<Pod[]> {
  if (info === undefined) return await listPods(context, (await context.namespace()).namespace, selector);
  if (info.type.kind === 'Pod' && info.type.group === '') return [info.object as unknown as Pod];
  const labelSelector = selectorForLogs(info);
  if (allPods) return await listPods(context, info.namespace, labelSelector);
  const search = { namespace: info.namespace, labelSelector, timeout: podRunningTimeout, order: byLogging };
  const { pod, count } = await firstPod(context, search);
  if (count > 1) context.warn(`Found ${count} pods, using pod/${pod.metadata.name}`);
  return [pod];
}

async function listPods(context: Context, namespace: string, labelSelector: string): Promise<Pod[]> {
  return (await (await context.client()).resource(resources.pods).list({ namespace, labelSelector })).items;
}

function selectorForLogs(info: ObjectInfo): string {
  try {
    return podSelectorOf(info);
  } catch (error) {
    const { version, kind } = info.type;
    throw new CommandError(`cannot get the logs from *${version}.${kind}: ${errorWords(error)}`);
  }
}

/** The containers of one pod, and a word on which was chosen of several. */
export function sourcesOfPod(
  pod: Pod,
  { container, allContainers: all }: Pick<LogSubject, 'container' | 'allContainers'>,
  warn: (line: string) => void,
): LogSource[] {
  const { namespace = '', name = '' } = pod.metadata;
  const sourceOf = (chosen: string): LogSource => ({ namespace, pod: name, container: chosen });
  const containers = allContainers(pod);
  if (all) return containers.map((each) => sourceOf(each.name));
  let chosen = container || (pod.metadata.annotations?.['kubectl.kubernetes.io/default-container'] ?? '');
  if (chosen === '') {
    chosen = pod.spec?.containers[0]?.name ?? '';
    if (containers.length > 1) warn(`Defaulted container ${JSON.stringify(chosen)} out of: ${containerNames(pod)}`);
  }
  if (!containers.some((each) => each.name === chosen)) {
    throw new CommandError(`container ${chosen} is not valid for pod ${name}`);
  }
  return [sourceOf(chosen)];
}
