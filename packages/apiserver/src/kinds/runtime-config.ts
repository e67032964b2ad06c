import { formatApiVersion } from '@sampan/api';
import { isGone } from './lifecycle.js';
import type { ResourceDefinition } from './resource-definition.js';

/**
 * What `--runtime-config` says, in kube-apiserver's words: `api/all`, `api/ga`, `api/beta`, `api/alpha`, `api/legacy`, a
 * group version (`apps/v1beta1`), or one resource of it (`extensions/v1beta1/deployments`), each `true` or `false`.
 */
export type RuntimeConfig = ReadonlyMap<string, boolean>;

/** Reads the flag's values; throws a TypeError where one is neither true nor false. */
export function parseRuntimeConfig(values: readonly string[]): RuntimeConfig {
  return new Map(
    values.map((entry) => {
      const [key = '', value = 'true'] = entry.split('=');
      if (value !== 'true' && value !== 'false') throw new TypeError(`invalid value ${key}=${value}`);
      return [key === 'v1' ? 'api/v1' : key, value === 'true'] as const;
    }),
  );
}

/**
 * Whether a kind is served in a version, and tells so. Versions that are gone take what is written in them without being
 * shown or listed, so that old manifests still apply; who says so sees them, or does without.
 */
export function serving(resource: ResourceDefinition, config: RuntimeConfig): 'shown' | 'hidden' | 'off' {
  const said = saidOf(resource, config);
  if (said !== undefined) return said ? 'shown' : 'off';
  return resource.lifecycle === undefined ? 'shown' : 'hidden';
}

/** The narrowest that the configuration says of it. */
function saidOf(resource: ResourceDefinition, config: RuntimeConfig): boolean | undefined {
  const { group, version, plural } = resource;
  const groupVersion = group === '' ? `api/${version}` : formatApiVersion(resource);
  const wide = [`api/${stabilityOf(version)}`, 'api/all'];
  if (resource.lifecycle !== undefined && isGone(resource.lifecycle)) wide.unshift('api/legacy');
  const key = [`${groupVersion}/${plural}`, groupVersion, ...wide].find((name) => config.has(name));
  return key === undefined ? undefined : config.get(key);
}

function stabilityOf(version: string): 'ga' | 'beta' | 'alpha' {
  return version.includes('alpha') ? 'alpha' : version.includes('beta') ? 'beta' : 'ga';
}
