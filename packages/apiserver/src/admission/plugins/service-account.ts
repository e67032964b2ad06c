import { deepEqual, type Pod, resources, type ServiceAccount, type StatusError, type Volume } from '@sampan/api';
import { keyPrefix } from '../../objects/encode-object.js';
import type { RandomSource } from '../../server/random.js';
import { generateName } from '../../write/generate-name.js';
import type { AdmissionPlugin, AdmissionRequest } from '../admission-plugin.js';
import { rejected } from '../rejected.js';
import { podCreation } from './pod-rules.js';

/** Where a Pod finds its account's token. */
const tokenDirectory = '/var/run/secrets/kubernetes.io/serviceaccount';
/** Mirrors a Pod that a node runs by itself: such a Pod has no account. */
const mirrorAnnotation = 'kubernetes.io/config.mirror';
/** One hour, and the time that a refresh may take. */
const tokenSeconds = 3607;

/** How long a Pod waits for the account that a new namespace is about to get, in milliseconds. */
const patience = 1000;

/** Gives every Pod an account, and the account's token as a volume. */
export function serviceAccount(random: RandomSource): AdmissionPlugin {
  return {
    name: 'ServiceAccount',
    mutating: {
      rules: podCreation,
      admit: (request) => {
        const { spec, metadata } = request.object as Pod;
        if (metadata.annotations?.[mirrorAnnotation] !== undefined) return undefined;
        spec.serviceAccountName ||= 'default';
        spec.serviceAccount = spec.serviceAccountName;
        const account = findAccount(request, spec.serviceAccountName);
        if (account !== undefined) return complete(spec, account, random);
        if (spec.serviceAccountName !== 'default') throw noAccount(request, spec.serviceAccountName);
        return waitForAccount(request, 'default').then((found) => complete(spec, found, random));
      },
    },
    validating: {
      rules: podCreation,
      admit: (request) => {
        const { spec, metadata } = request.object as Pod;
        if (metadata.annotations?.[mirrorAnnotation] !== undefined) return;
        const name = spec.serviceAccountName ?? '';
        if (findAccount(request, name) === undefined) throw noAccount(request, name);
      },
    },
  };
}

function findAccount({ server, namespace }: AdmissionRequest, name: string): ServiceAccount | undefined {
  return server.objects.serviceAccounts.get(namespace, name);
}

/** A controller gives every namespace its `default` account, a moment after the namespace was created. */
function waitForAccount(request: AdmissionRequest, name: string): Promise<ServiceAccount> {
  const { store, clock } = request.server;
  return new Promise((resolve, reject) => {
    const finish = (fallback?: () => void) => {
      let account: ServiceAccount | undefined;
      try {
        account = findAccount(request, name);
      } catch (error) {
        watch.stop();
        timer.cancel();
        reject(error);
        return;
      }
      if (account === undefined && fallback === undefined) return;
      watch.stop();
      timer.cancel();
      if (account === undefined) fallback?.();
      else resolve(account);
    };
    const fail = () => finish(() => reject(noAccount(request, name)));
    const timer = clock.setTimeout(fail, patience);
    const prefix = keyPrefix(resources.serviceAccounts, request.namespace);
    const watch = store.watch({ prefix, after: store.revision, onEvents: () => finish(), onEnd: fail });
    finish();
  });
}

function noAccount(request: AdmissionRequest, account: string): StatusError {
  const which = `${request.namespace}/${account}`;
  return rejected(request, `error looking up service account ${which}: serviceaccount "${account}" not found`);
}

function complete(spec: Pod['spec'], account: ServiceAccount, random: RandomSource): undefined {
  if (wantsToken(spec, account)) mountToken(spec, random);
  const secrets = account.imagePullSecrets ?? [];
  if ((spec.imagePullSecrets ?? []).length > 0 || secrets.length === 0) return;
  spec.imagePullSecrets = secrets.map((reference) => ({ ...reference }));
}

/** The Pod decides; where it says nothing, its account does. */
function wantsToken(spec: Pod['spec'], { automountServiceAccountToken }: ServiceAccount): boolean {
  return spec.automountServiceAccountToken ?? automountServiceAccountToken ?? true;
}

function mountToken(spec: Pod['spec'], random: RandomSource): void {
  const volume = (spec.volumes ?? []).find(isTokenVolume) ?? tokenVolume(spec.volumes ?? [], random);
  let used = false;
  for (const container of [...(spec.initContainers ?? []), ...spec.containers]) {
    if (container.volumeMounts?.some(({ mountPath }) => mountPath === tokenDirectory)) continue;
    const mount = { name: volume.name, readOnly: true, mountPath: tokenDirectory };
    container.volumeMounts = [...(container.volumeMounts ?? []), mount];
    used = true;
  }
  if (used && !spec.volumes?.includes(volume)) spec.volumes = [...(spec.volumes ?? []), volume];
}

function isTokenVolume(volume: Volume): boolean {
  return volume.name.startsWith('kube-api-access-') && deepEqual(volume.projected?.sources, tokenSources());
}

function tokenVolume(volumes: readonly Volume[], random: RandomSource): Volume {
  const name = freeName(volumes, random);
  return { name, projected: { sources: tokenSources(), defaultMode: 0o644 } };
}

function tokenSources(): NonNullable<Volume['projected']>['sources'] {
  return [
    { serviceAccountToken: { expirationSeconds: tokenSeconds, path: 'token' } },
    { configMap: { name: 'kube-root-ca.crt', items: [{ key: 'ca.crt', path: 'ca.crt' }] } },
    {
      downwardAPI: { items: [{ path: 'namespace', fieldRef: { apiVersion: 'v1', fieldPath: 'metadata.namespace' } }] },
    },
  ];
}

function freeName(volumes: readonly Volume[], random: RandomSource): string {
  for (;;) {
    const name = generateName('kube-api-access-', random);
    if (!volumes.some((volume) => volume.name === name)) return name;
  }
}
