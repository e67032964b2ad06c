import {
  type FieldError,
  field,
  type PodSpec,
  type SeccompProfile,
  type SecurityContext,
  type Sysctl,
} from '@sampan/api';
import { podRules } from './pod-rules.js';

const sysctlFormat = '^([a-z0-9]([-_a-z0-9]*[a-z0-9])?[\\./])*[a-z0-9]([-_a-z0-9]*[a-z0-9])?$';
const sysctlName = new RegExp(sysctlFormat);
const ids = ['fsGroup', 'runAsUser', 'runAsGroup', 'supplementalGroups'] as const;

/** As whom all containers of a Pod run. */
export function validatePodSecurity(path: string, spec: PodSpec): FieldError[] {
  const context = spec.securityContext ?? {};
  return [
    ...podRules.podSecurityContext(path, context, ids),
    ...(spec.shareProcessNamespace === true && spec.hostPID === true
      ? [
          field.invalid(
            `${path}.shareProcessNamespace`,
            true,
            'ShareProcessNamespace and HostPID cannot both be enabled',
          ),
        ]
      : []),
    ...validateSysctls(`${path}.sysctls`, context.sysctls),
    ...podRules.podSecurityContext(path, context, ['fsGroupChangePolicy']),
    ...validateSeccomp(`${path}.seccompProfile`, context.seccompProfile),
  ];
}

/** As whom one container runs. */
export function validateContainerSecurity(path: string, context: SecurityContext | undefined): FieldError[] {
  if (context === undefined) return [];
  const errors = [
    ...podRules.securityContext(path, context),
    ...validateSeccomp(`${path}.seccompProfile`, context.seccompProfile),
  ];
  if (context.allowPrivilegeEscalation !== false) return errors;
  if (context.privileged === true) {
    const detail = 'cannot set `allowPrivilegeEscalation` to false and `privileged` to true';
    errors.push(field.invalid(path, context, detail));
  }
  if (context.capabilities?.add?.includes('CAP_SYS_ADMIN')) {
    const detail = 'cannot set `allowPrivilegeEscalation` to false and `capabilities.Add` CAP_SYS_ADMIN';
    errors.push(field.invalid(path, context, detail));
  }
  return errors;
}

function validateSysctls(path: string, sysctls: readonly Sysctl[] = []): FieldError[] {
  const names = new Set<string>();
  return sysctls.flatMap(({ name = '' }, index) => {
    const at = `${path}[${index}].name`;
    const errors: FieldError[] = [];
    if (name === '') errors.push(field.required(at));
    else if (!sysctlName.test(name)) {
      errors.push(field.invalid(at, name, `must have at most 253 characters and match regex ${sysctlFormat}`));
    } else if (names.has(name)) errors.push(field.duplicate(at, name));
    names.add(name);
    return errors;
  });
}

function validateSeccomp(path: string, profile: SeccompProfile | undefined): FieldError[] {
  if (profile === undefined) return [];
  const errors = podRules.seccompProfile(path, profile);
  if (profile.type === 'Localhost' && !profile.localhostProfile) {
    errors.push(field.required(`${path}.localhostProfile`, 'must be set when seccomp type is Localhost'));
  }
  if (profile.type !== 'Localhost' && profile.localhostProfile !== undefined) {
    const detail = 'can only be set when seccomp type is Localhost';
    errors.push(field.invalid(`${path}.localhostProfile`, profile.localhostProfile, detail));
  }
  return errors;
}
