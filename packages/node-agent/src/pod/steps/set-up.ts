import { hostname } from 'node:os';
import { ignoredFields } from '../../drivers/ignored-fields.js';
import { configReferences } from '../../environment/config-references.js';
import { claimedVolumes } from '../../volumes/claimed-volumes.js';
import { MountError } from '../../volumes/mount-error.js';
import { setUpVolumes } from '../../volumes/set-up-volumes.js';
import type { PodContext } from '../pod-context.js';
import { podPlace } from '../pod-place.js';
import type { PodRuntime } from '../pod-runtime.js';
import { sandboxRequest } from '../sandbox-request.js';

/** Gives the pod its address and its volumes. */
export async function setUpPod(runtime: PodRuntime, context: PodContext): Promise<void> {
  const { pod, state } = runtime;
  runtime.sandbox = await context.driver.sandboxes.create(sandboxRequest(pod, { nodeHostname: hostname() }));
  state.podIP = runtime.sandbox.ip;
  await updateVolumes(runtime, context);
  tellIgnoredFields(runtime, context);
  state.setUp = true;
}

/** Brings the files of the pod's volumes up to date with the objects that they are made from. */
export async function updateVolumes(runtime: PodRuntime, context: PodContext): Promise<void> {
  const { pod, state, sandbox, config, tokens } = runtime;
  if (sandbox === undefined) return;
  state.volumesAreOutdated = false;
  try {
    const references = configReferences(pod);
    if (references.configMaps.size + references.secrets.size > 0) await config.synced;
    await tokens.prepare(pod).catch((error: Error) => {
      throw new MountError(tokenVolume(runtime), `failed to fetch token: ${error.message}`);
    });
    runtime.volumes = await setUpVolumes({
      pod,
      config,
      folder: sandbox.folder,
      place: podPlace(runtime, context),
      allocatable: context.allocatable,
      token: (audience) => tokens.token(audience),
      claimed: await claimedVolumes(pod, context),
      version: versionOf(context.clock.now(), context.newId()),
    });
  } catch (error) {
    state.volumesAreOutdated = true;
    throw error;
  }
}

/** What is not done must not look as if it were. */
function tellIgnoredFields({ pod }: PodRuntime, { recorder, driver }: PodContext): void {
  const { capabilities, containers } = driver;
  const ignored = ignoredFields(pod.spec, { capabilities, defaultUid: containers.defaultUid });
  if (ignored.length === 0) return;
  recorder.event(pod, 'Normal', 'FieldsIgnored', `the ${driver.name} driver ignores ${ignored.join(', ')}`);
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
