import { parseRuntimeConfig, type RuntimeConfig } from '../../kinds/runtime-config.js';
import { defineFlags, texts } from './define-flags.js';
import { UsageError } from './usage-error.js';
import { listOf } from './values.js';

/** Which versions are served and shown. */
export interface VersionFlags {
  readonly runtimeConfig: RuntimeConfig;
}

export const versions = defineFlags({
  options: { 'runtime-config': texts },
  usage: `
  --runtime-config KEY=true|false,…     versions that are shown, or not served: api/all, api/beta, api/legacy,
                                        apps/v1beta1, extensions/v1beta1/deployments; those that are gone from
                                        Kubernetes are served without being shown`,
  read: (values): VersionFlags => ({ runtimeConfig: runtimeConfigOf(listOf(values['runtime-config'])) }),
  configure: ({ runtimeConfig }) => ({ runtimeConfig }),
});

function runtimeConfigOf(values: readonly string[]): RuntimeConfig {
  try {
    return parseRuntimeConfig(values);
  } catch (error) {
    throw new UsageError(`--runtime-config: ${(error as Error).message}`);
  }
}
