import type { ConfigMap, Secret } from '@sampan/api';

/** The ConfigMaps and Secrets of a pod's namespace that the pod refers to. */
export interface ConfigLookup {
  configMap(name: string): ConfigMap | undefined;
  secret(name: string): Secret | undefined;
}
