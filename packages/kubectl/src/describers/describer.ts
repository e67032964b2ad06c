import type { CoreV1Event, KubernetesObject, UnstructuredObject } from '@sampan/api';
import type { Client } from '@sampan/client';

/** What describers may know besides the object. */
export interface DescribeContext {
  readonly client: Client;
  /** Milliseconds since 1970, for ages. */
  readonly now: number;
  readonly showEvents: boolean;
  /** How many related objects to ask for at once; 0 is all. */
  readonly chunkSize: number;
  /** Events about `object`; undefined if they are not asked for, or cannot be read. */
  events(object: EventSubject): Promise<CoreV1Event[] | undefined>;
  /** The last lines of most descriptions: a table of the events about `object`, if events are to be shown. */
  eventLines(object: KubernetesObject): Promise<string[]>;
}

/** What events tell about; without a kind, of whatever kind. */
export interface EventSubject {
  kind?: string;
  name: string;
  namespace: string;
  uid: string;
}

/** Describes objects of one kind: one file each, all of this shape. */
export interface Describer<T extends KubernetesObject = UnstructuredObject> {
  readonly group: string;
  readonly kind: string;
  /** Lines whose tabs end cells; they are aligned afterwards. */
  describe(object: T, context: DescribeContext): string[] | Promise<string[]>;
}

/** Declares a describer for objects of type `T`. */
export function defineDescriber<T extends KubernetesObject>(describer: Describer<T>): Describer {
  return describer as unknown as Describer;
}
