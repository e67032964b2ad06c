import {
  type FieldError,
  field,
  isDns1123Subdomain,
  isDns1123SubdomainWithUnderscore,
  isIpAddress,
  type PodSpec,
} from '@sampan/api';
import { invalidFor, requiredChoice } from '../../kinds/validation/messages.js';
import { podRules } from './pod-rules.js';
import { validateContainers } from './validate-containers.js';
import { validatePodResources } from './validate-pod-resources.js';
import { validateHostNetworkPorts } from './validate-ports.js';
import { validateQuantity } from './validate-resources.js';
import { validateScheduling } from './validate-scheduling.js';
import { validatePodSecurity } from './validate-security-context.js';
import { validateVolumes } from './validate-volumes.js';

const beforeAliases = ['serviceAccountName', 'nodeName', 'activeDeadlineSeconds', 'hostname', 'subdomain'] as const;

/**
 * A defaulted pod spec (`ValidatePodSpec` of k8s.io/kubernetes/pkg/apis/core/validation).
 *
 * @param options.isPod - False for templates, of which a few things are not asked.
 */
export function validatePodSpec(path: string, spec: PodSpec, options: { isPod: boolean }): FieldError[] {
  return [
    ...validateVolumes(`${path}.volumes`, spec.volumes),
    ...validateContainers(path, spec),
    ...validatePodResources(`${path}.resources`, spec),
    ...(spec.hostNetwork === true
      ? validateHostNetworkPorts(`${path}.containers`, spec.containers, options.isPod)
      : []),
    ...podRules.podSpec(path, spec, ['restartPolicy', 'dnsPolicy']),
    ...validatePodSecurity(`${path}.securityContext`, spec),
    ...(spec.imagePullSecrets ?? []).flatMap(({ name }, index) =>
      name ? [] : [field.required(`${path}.imagePullSecrets[${index}].name`)],
    ),
    ...validateDnsConfig(`${path}.dnsConfig`, spec),
    ...validateScheduling(path, spec),
    ...podRules.podSpec(path, spec, beforeAliases),
    ...validateHostnameOverride(path, spec),
    ...validateHostAliases(`${path}.hostAliases`, spec),
    ...podRules.podSpec(path, spec, ['priorityClassName', 'runtimeClassName', 'preemptionPolicy']),
    ...Object.entries(spec.overhead ?? {}).flatMap(([name, amount]) =>
      validateQuantity(`${path}.overhead[${name}]`, name, amount),
    ),
    ...(spec.os === undefined ? [] : requiredChoice(`${path}.os`, spec.os.name, ['linux', 'windows'])),
  ];
}

function validateDnsConfig(path: string, { dnsConfig, dnsPolicy }: PodSpec): FieldError[] {
  const nameservers = dnsConfig?.nameservers ?? [];
  const searches = dnsConfig?.searches ?? [];
  const errors: FieldError[] = [];
  if (dnsPolicy === 'None') {
    if (dnsConfig === undefined) errors.push(field.required(path, 'must provide `dnsConfig` when `dnsPolicy` is None'));
    else if (nameservers.length === 0) {
      const detail = 'must provide at least one DNS nameserver when `dnsPolicy` is None';
      errors.push(field.required(`${path}.nameservers`, detail));
    }
  }
  if (nameservers.length > 3) {
    errors.push(field.invalid(`${path}.nameservers`, nameservers, 'must not have more than 3 nameservers'));
  }
  nameservers.forEach((address, index) => {
    errors.push(...invalidFor(`${path}.nameservers[${index}]`, address, isIpAddress(address)));
  });
  if (searches.length > 32)
    errors.push(field.invalid(`${path}.searches`, searches, 'must not have more than 32 search paths'));
  for (const [index, search] of searches.entries()) {
    if (search === '.') continue;
    const messages = isDns1123SubdomainWithUnderscore(search.replace(/\.$/, ''));
    errors.push(...invalidFor(`${path}.searches[${index}]`, search, messages));
  }
  for (const [index, { name }] of (dnsConfig?.options ?? []).entries()) {
    if (!name) errors.push(field.required(`${path}.options[${index}]`, 'must not be empty'));
  }
  return errors;
}

/** The host name that replaces the one made of name and subdomain: 64 bytes, what Linux can hold. */
function validateHostnameOverride(path: string, spec: PodSpec): FieldError[] {
  const { hostnameOverride: name, setHostnameAsFQDN, hostNetwork } = spec;
  if (name === undefined) return [];
  const at = `${path}.hostnameOverride`;
  const errors = invalidFor(at, name, isDns1123Subdomain(name));
  if (name.length > 64) errors.push(field.tooLong(at, 64));
  if (setHostnameAsFQDN === true) {
    errors.push(field.forbidden(at, 'may not be specified when `setHostnameAsFQDN` is true'));
  }
  if (hostNetwork === true) errors.push(field.forbidden(at, 'may not be specified when `hostNetwork` is true'));
  return errors;
}

function validateHostAliases(path: string, { hostAliases = [] }: PodSpec): FieldError[] {
  return hostAliases.flatMap((alias, index) => podRules.hostAlias(`${path}[${index}]`, alias));
}
