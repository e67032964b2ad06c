import type { Pod } from '@sampan/api';
import type { Container } from '../drivers/container.js';
import type { Sandbox } from '../drivers/sandbox-runtime.js';
import type { ContainerProbes } from '../probes/container-probes.js';
import type { ConfigHold } from './config-source.js';
import type { PodState } from './pod-state.js';
import type { PodTokens } from './pod-tokens.js';
import type { ContainerStop } from './steps/stop.js';

/** A pod at work: its object, what was observed, and the hands on what runs. Steps work on it, `next` never sees it. */
export interface PodRuntime {
  pod: Pod;
  readonly state: PodState;
  sandbox?: Sandbox;
  /** The folders of its volumes, by name. */
  volumes: Map<string, string>;
  readonly config: ConfigHold;
  readonly tokens: PodTokens;
  /** The newest start of each container. */
  readonly handles: Map<string, Container>;
  readonly probes: Map<string, ContainerProbes>;
  readonly stops: Map<string, ContainerStop>;
  /** Something was observed: decide again what is to be done. */
  changed(): void;
}
