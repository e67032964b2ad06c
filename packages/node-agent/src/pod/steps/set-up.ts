import { configReferences } from '../../environment/config-references.js';
import { MountError, setUpVolumes } from '../../volumes/set-up-volumes.js';
import type { PodContext } from '../pod-context.js';
import { podPlace } from '../pod-place.js';
import type { PodRuntime } from '../pod-runtime.js';

/** Gives the pod its address and its volumes. */
export async function setUpPod(runtime: PodRuntime, context: PodContext): Promise<void> {
  const { pod, state } = runtime;
  const { metadata, spec } = pod;
  runtime.sandbox = await context.driver.createSandbox({
    podUid: metadata.uid ?? '',
    namespace: metadata.namespace ?? '',
    name: metadata.name ?? '',
    hostNetwork: spec.hostNetwork ?? false,
  });
  state.podIP = runtime.sandbox.ip;
  await updateVolumes(runtime, context);
  tellIgnoredMedium(runtime, context);
  state.setUp = true;
}

/** Brings the files of the pod's volumes up to date with the objects that they are made from. */
export async function updateVolumes(runtime: PodRuntime, context: PodContext): Promise<void> {
  const { pod, sandbox, config, tokens } = runtime;
  if (sandbox === undefined) return;
  const references = configReferences(pod);
  if (references.configMaps.size + references.secrets.size > 0) await config.synced;
  try {
    await tokens.prepare(pod);
  } catch (error) {
    throw new MountError(tokenVolume(runtime), `failed to fetch token: ${(error as Error).message}`);
  }
  runtime.volumes = await setUpVolumes({
    pod,
    config,
    folder: sandbox.folder,
    place: podPlace(runtime, context),
    allocatable: context.allocatable,
    token: (audience) => tokens.token(audience),
    version: versionOf(context.clock.now(), context.newId()),
  });
}

function tellIgnoredMedium({ pod }: PodRuntime, { recorder, driver }: PodContext): void {
  for (const { name, emptyDir } of pod.spec.volumes ?? []) {
    if (!emptyDir?.medium) continue;
    const message = `the ${driver.name} driver keeps emptyDir "${name}" on disk: medium "${emptyDir.medium}" is ignored`;
    recorder.event(pod, 'Normal', 'MediumIgnored', message);
  }
}

function tokenVolume({ pod }: PodRuntime): string {
  const volume = (pod.spec.volumes ?? []).find(({ projected }) =>
    projected?.sources?.some((source) => source.serviceAccountToken !== undefined),
  );
  return volume?.name ?? '';
}

/** `2026_11_22_02_30_00.000-ab12cd`: time for people, the rest for uniqueness. */
function versionOf(now: number, id: string): string {
  return `${new Date(now).toISOString().slice(0, 23).replace(/[-T:]/g, '_')}-${id.slice(0, 8)}`;
}
