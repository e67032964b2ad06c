import type { Clock, Node } from '@sampan/api';
import type { Client, Logger } from '@sampan/client';

/** What a node agent is started with. */
export interface NodeAgentOptions {
  client: Client;
  clock: Clock;
  logger: Logger;
  nodeName: string;
  /** The agent's state: pods' folders, logs, volumes. Nothing is ever written outside of it. */
  rootDir: string;
  /** The IPv4 range of the node's pods, inside 127.0.0.0/8 for the `process` driver: `127.64.1.0/24`. */
  podCidr: string;
  /** The node's own address; `127.0.0.1` by default. */
  nodeIp?: string;
  nodeLabels?: Record<string, string>;
  taints?: NonNullable<Node['spec']>['taints'];
  /** 110 by default, as the kubelet's. */
  maxPods?: number;
  driver?: 'auto' | 'process';
  /**
   * A JSON file `{"IMAGE": {"command": ["program", …], "args": […], "env": {…}}}` that maps references to programs. It is
   * followed as it changes.
   */
  imagesFile?: string;
  /** Runs the Service proxy, on one node per host, with a client of its own: it sees other things than a node may. */
  serviceProxy?: { client: Client };
  /** The agent's own API; without it there is none (logs, exec and port-forward are then not to be had). */
  server?: AgentServerOptions;
}

/** Where the agent's API listens. Whom it lets in is decided by the cluster's roles. */
export interface AgentServerOptions {
  address: string;
  /** 0 takes a free one. */
  port: number;
  /** PEM texts. */
  cert: string;
  key: string;
  /** Signs the client certificates by which the agent knows users; others show bearer tokens. */
  clientCa: string;
}

export interface RunningNodeAgent {
  /** The port of the agent's API; 0 without one. */
  readonly port: number;
  /** Stops the agent. Containers keep running: the next agent adopts them. */
  stop(): Promise<void>;
}
