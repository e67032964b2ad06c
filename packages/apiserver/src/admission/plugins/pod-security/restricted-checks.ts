import type { Container, PodSpec } from '@sampan/api';
import type { PolicyCheck } from './evaluate.js';
import { containersOf, named, quoted, settersText, sortedSet, type Violation } from './wording.js';

const allowedVolumes = [
  ...['name', 'configMap', 'csi', 'downwardAPI', 'emptyDir', 'ephemeral', 'persistentVolumeClaim'],
  ...['projected', 'secret'],
];
const seccompTypes = ['RuntimeDefault', 'Localhost'];

/** What the level `restricted` forbids beyond `baseline`: everything that a hardened Pod does not need. */
export const restrictedChecks: readonly PolicyCheck[] = [
  { id: 'allowPrivilegeEscalation', since: 8, check: onLinux(privilegeEscalation) },
  { id: 'capabilities_restricted', since: 22, overrides: 'capabilities_baseline', check: onLinux(capabilities) },
  { id: 'restrictedVolumes', since: 0, overrides: 'hostPathVolumes', check: volumeTypes },
  { id: 'runAsNonRoot', since: 0, check: runAsNonRoot },
  { id: 'runAsUser', since: 23, check: runAsUser },
  { id: 'seccompProfile_restricted', since: 19, overrides: 'seccompProfile_baseline', check: onLinux(seccomp) },
];

/** Windows has none of it. */
function onLinux(check: PolicyCheck['check']): PolicyCheck['check'] {
  return (spec, minor) => (minor >= 25 && spec.os?.name === 'windows' ? undefined : check(spec, minor));
}

function privilegeEscalation(spec: PodSpec): Violation | undefined {
  const bad = containersOf(spec).filter(({ securityContext }) => securityContext?.allowPrivilegeEscalation !== false);
  if (bad.length === 0) return undefined;
  const detail = `${settersText(false, bad)} must set securityContext.allowPrivilegeEscalation=false`;
  return { reason: 'allowPrivilegeEscalation != false', detail };
}

function capabilities(spec: PodSpec): Violation | undefined {
  const addedOf = ({ securityContext }: Container) =>
    (securityContext?.capabilities?.add ?? []).filter((name) => name !== 'NET_BIND_SERVICE');
  const keeping = containersOf(spec).filter((c) => !c.securityContext?.capabilities?.drop?.includes('ALL'));
  const adding = containersOf(spec).filter((container) => addedOf(container).length > 0);
  const details: string[] = [];
  if (keeping.length > 0)
    details.push(`${settersText(false, keeping)} must set securityContext.capabilities.drop=["ALL"]`);
  if (adding.length > 0) {
    const added = quoted(sortedSet(adding.flatMap(addedOf)));
    details.push(`${settersText(false, adding)} must not include ${added} in securityContext.capabilities.add`);
  }
  return details.length === 0 ? undefined : { reason: 'unrestricted capabilities', detail: details.join('; ') };
}

function volumeTypes({ volumes = [] }: PodSpec): Violation | undefined {
  const typeOf = (volume: object) => Object.keys(volume).find((key) => !allowedVolumes.includes(key));
  const bad = volumes.filter((volume) => typeOf(volume) !== undefined);
  if (bad.length === 0) return undefined;
  const names = bad.map(({ name }) => name);
  const types = sortedSet(bad.flatMap((volume) => typeOf(volume) ?? []));
  const uses = names.length === 1 ? 'uses' : 'use';
  const detail = `${named('volume', names)} ${uses} ${named('restricted volume type', types)}`;
  return { reason: 'restricted volume types', detail };
}

function runAsNonRoot(spec: PodSpec, minor: number): Violation | undefined {
  if (isOwnUsers(spec, minor)) return undefined;
  const reason = 'runAsNonRoot != true';
  const own = spec.securityContext?.runAsNonRoot;
  const bad = containersOf(spec).filter(({ securityContext }) => securityContext?.runAsNonRoot === false);
  if (own === false || bad.length > 0) {
    return { reason, detail: `${settersText(own === false, bad)} must not set securityContext.runAsNonRoot=false` };
  }
  const silent = containersOf(spec).filter((container) => container.securityContext?.runAsNonRoot === undefined);
  if (own === true || silent.length === 0) return undefined;
  return { reason, detail: `pod or ${settersText(false, silent)} must set securityContext.runAsNonRoot=true` };
}

function runAsUser(spec: PodSpec, minor: number): Violation | undefined {
  if (isOwnUsers(spec, minor)) return undefined;
  const isPod = spec.securityContext?.runAsUser === 0;
  const bad = containersOf(spec).filter(({ securityContext }) => securityContext?.runAsUser === 0);
  if (!isPod && bad.length === 0) return undefined;
  return { reason: 'runAsUser=0', detail: `${settersText(isPod, bad)} must not set runAsUser=0` };
}

function seccomp(spec: PodSpec): Violation | undefined {
  const reason = 'seccompProfile';
  const typeOf = (context: PodSpec['securityContext'] | Container['securityContext']) => context?.seccompProfile?.type;
  const isBad = (type: string | undefined) => type !== undefined && !seccompTypes.includes(type);
  const own = typeOf(spec.securityContext);
  const bad = containersOf(spec).filter(({ securityContext }) => isBad(typeOf(securityContext)));
  if (isBad(own) || bad.length > 0) {
    const all = [own, ...bad.map(({ securityContext }) => typeOf(securityContext))];
    const types = sortedSet(all.filter((type) => type !== undefined && isBad(type)) as string[]);
    const setters = settersText(isBad(own), bad);
    return { reason, detail: `${setters} must not set securityContext.seccompProfile.type to ${quoted(types)}` };
  }
  const silent = containersOf(spec).filter(({ securityContext }) => typeOf(securityContext) === undefined);
  if (own !== undefined || silent.length === 0) return undefined;
  const wanted = 'must set securityContext.seccompProfile.type to "RuntimeDefault" or "Localhost"';
  return { reason, detail: `pod or ${settersText(false, silent)} ${wanted}` };
}

/** Who is root in a Pod with users of its own is nobody outside. */
function isOwnUsers({ hostUsers }: PodSpec, minor: number): boolean {
  return hostUsers === false && minor >= 34;
}
