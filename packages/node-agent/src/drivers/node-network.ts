import type { Duplex } from 'node:stream';
import type { Container } from './container.js';
import type { Notice } from './notice.js';

/** How the node reaches its pods, and who is at their addresses. */
export interface NodeNetwork {
  /** Connects to a port of the pod, as port-forward does. */
  connect(podUid: string, port: number): Promise<Duplex>;
  /** Who accepts connections at a port of the pod's address: pods may share a network, and then anybody may. */
  portHolder(podUid: string, port: number): Promise<PortHolder>;
  /** Why a program that has ended could not listen where it wanted, if that is what it says. */
  whyNotListening(container: Container): Promise<Notice | undefined>;
}

export type PortHolder = 'pod' | 'other' | 'nobody';
