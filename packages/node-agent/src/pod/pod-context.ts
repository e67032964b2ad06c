import type { Clock, Service } from '@sampan/api';
import type { Client, EventRecorder, Logger } from '@sampan/client';
import type { Driver } from '../drivers/driver.js';
import type { Allocatable } from '../environment/resource-field-ref.js';
import type { ConfigSource } from './config-source.js';
import type { Limiter } from './limiter.js';
import type { NodeRoom } from './node-room.js';

/** What all pods of a node share. */
export interface PodContext {
  driver: Driver;
  client: Client;
  clock: Clock;
  logger: Logger;
  recorder: EventRecorder;
  nodeName: string;
  nodeIp: string;
  allocatable: Allocatable;
  room: NodeRoom;
  config: ConfigSource;
  services(): readonly Service[];
  /** Keeps a crowd of starting containers from slowing each other down. */
  starts: Limiter;
  /** An id for a container: 64 hexadecimal digits. */
  newId(): string;
}
