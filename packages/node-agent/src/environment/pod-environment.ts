import { type Container, type EnvFromSource, type EnvVar, isEnvVarName, type Pod, type Service } from '@sampan/api';
import { ConfigError } from './config-error.js';
import type { ConfigLookup } from './config-lookup.js';
import { type EnvFiles, envFileKey } from './env-files.js';
import { expand } from './expand.js';
import { fieldValue, type PodPlace } from './field-ref.js';
import { type Allocatable, resourceFieldValue } from './resource-field-ref.js';
import { serviceEnvironment } from './service-environment.js';

/** All that the environment of a pod's containers is made from. */
export interface EnvironmentSources {
  place: PodPlace;
  config: ConfigLookup;
  services: readonly Service[];
  allocatable: Allocatable;
  files: EnvFiles;
}

/**
 * The variables that a pod's spec gives a container: Services first, then `envFrom` in order, then `env` in order, each
 * overriding what came before (the kubelet's makeEnvironmentVariables). Throws a {@link ConfigError} for references to
 * what is not there, unless they are optional.
 */
export function podEnvironment(pod: Pod, container: Container, sources: EnvironmentSources): Map<string, string> {
  const namespace = pod.metadata.namespace ?? '';
  const services = serviceEnvironment(sources.services, {
    namespace,
    enableServiceLinks: pod.spec.enableServiceLinks ?? true,
  });
  const env = new Map<string, string>();
  for (const source of container.envFrom ?? []) addAll(env, source, sources.config);
  const known = new Map([...services, ...env]);
  for (const variable of container.env ?? []) {
    const value = variableValue(variable, { pod, container, sources, known });
    if (value === undefined) continue;
    env.set(variable.name, value);
    known.set(variable.name, value);
  }
  for (const [name, value] of services) if (!env.has(name)) env.set(name, value);
  return env;
}

function addAll(env: Map<string, string>, source: EnvFromSource, config: ConfigLookup): void {
  const prefix = source.prefix ?? '';
  for (const [key, value] of Object.entries(bulkData(source, config))) {
    const name = prefix + key;
    // Keys that are no variable names are left out, as upstream does; all else would never reach the program.
    if (isEnvVarName(name).length === 0) env.set(name, value);
  }
}

function bulkData(source: EnvFromSource, config: ConfigLookup): Record<string, string> {
  if (source.configMapRef !== undefined) {
    const { name = '', optional } = source.configMapRef;
    const configMap = config.configMap(name);
    if (configMap !== undefined) return configMap.data ?? {};
    if (optional) return {};
    throw new ConfigError(`configmap "${name}" not found`);
  }
  if (source.secretRef !== undefined) {
    const { name = '', optional } = source.secretRef;
    const secret = config.secret(name);
    if (secret !== undefined) {
      return Object.fromEntries(Object.entries(secret.data ?? {}).map(([key, value]) => [key, decodeBase64(value)]));
    }
    if (optional) return {};
    throw new ConfigError(`secret "${name}" not found`);
  }
  return {};
}

interface VariableContext {
  pod: Pod;
  container: Container;
  sources: EnvironmentSources;
  known: ReadonlyMap<string, string>;
}

/** Undefined for an optional reference to nothing: the variable is then not set at all. */
function variableValue(variable: EnvVar, context: VariableContext): string | undefined {
  const { pod, container, sources, known } = context;
  if (variable.value !== undefined && variable.value !== '') return expand(variable.value, known);
  const from = variable.valueFrom;
  if (from?.fieldRef !== undefined) return fieldValue(from.fieldRef.fieldPath, pod, sources.place);
  if (from?.resourceFieldRef !== undefined) {
    const { containerName } = from.resourceFieldRef;
    const owner = containerName ? containerNamed(pod, containerName) : container;
    return resourceFieldValue(from.resourceFieldRef, owner, sources.allocatable);
  }
  const namespace = pod.metadata.namespace ?? '';
  if (from?.configMapKeyRef !== undefined) {
    const { name = '', key, optional } = from.configMapKeyRef;
    const configMap = sources.config.configMap(name);
    const value = configMap?.data?.[key];
    if (value !== undefined) return value;
    if (optional) return undefined;
    if (configMap === undefined) throw new ConfigError(`configmap "${name}" not found`);
    throw new ConfigError(`couldn't find key ${key} in ConfigMap ${namespace}/${name}`);
  }
  if (from?.secretKeyRef !== undefined) {
    const { name = '', key, optional } = from.secretKeyRef;
    const secret = sources.config.secret(name);
    const value = secret?.data?.[key];
    if (value !== undefined) return decodeBase64(value);
    if (optional) return undefined;
    if (secret === undefined) throw new ConfigError(`secret "${name}" not found`);
    throw new ConfigError(`couldn't find key ${key} in Secret ${namespace}/${name}`);
  }
  if (from?.fileKeyRef !== undefined) {
    const { path, key, optional } = from.fileKeyRef;
    const value = sources.files.get(envFileKey(from.fileKeyRef))?.get(key);
    if (value !== undefined || optional) return value;
    throw new ConfigError(`environment variable key "${key}" not found in file "${path}"`);
  }
  return '';
}

function containerNamed(pod: Pod, name: string): Container {
  const found = [...pod.spec.containers, ...(pod.spec.initContainers ?? [])].find((other) => other.name === name);
  if (found === undefined) throw new ConfigError(`container ${name} not found`);
  return found;
}

function decodeBase64(text: string): string {
  return Buffer.from(text, 'base64').toString('utf8');
}
