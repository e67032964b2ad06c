import {
  type Clock,
  deepEqual,
  isAlreadyExists,
  isConditionTrue,
  isNotFound,
  type Node,
  type NodeStatus,
  resources,
  type Timer,
} from '@sampan/api';
import type { Client, Logger } from '@sampan/client';
import type { ImageService } from '../drivers/image-service.js';
import { desiredNode, type NodeDescription, nodeStatus, type ObservedNode } from './desired-node.js';

/** The kubelet's `nodeStatusReportFrequency`: how long an unchanged status may go unwritten. */
const reportEvery = 5 * 60_000;
const firstRetry = 200;
const maxRetry = 7000;

export interface NodeRegistrationOptions {
  client: Client;
  clock: Clock;
  logger: Logger;
  description: NodeDescription;
  images: Pick<ImageService, 'list' | 'subscribe'>;
}

/** Keeps the Node object: creates it, brings it up to date, and reports that it is Ready. */
export class NodeRegistration {
  readonly #options: NodeRegistrationOptions;
  #node: Node | undefined;
  #timer: Timer | undefined;
  #isStopped = false;
  #unsubscribe: (() => void) | undefined;

  constructor(options: NodeRegistrationOptions) {
    this.#options = options;
  }

  /** Resolves with the node once it is registered and Ready; tries until then. */
  async start(): Promise<Node> {
    for (let delay = firstRetry; ; delay = Math.min(delay * 2, maxRetry)) {
      try {
        const node = await this.#register();
        this.#schedule();
        this.#unsubscribe = this.#options.images.subscribe(() => void this.#tell());
        return node;
      } catch (error) {
        if (this.#isStopped) throw error;
        this.#options.logger.warn('cannot register the node', { error: String(error) });
        await new Promise<void>((resolve) => this.#options.clock.setTimeout(resolve, delay));
      }
    }
  }

  stop(): void {
    this.#isStopped = true;
    this.#timer?.cancel();
    this.#unsubscribe?.();
  }

  async #register(): Promise<Node> {
    const { client, description } = this.#options;
    const nodes = client.resource(resources.nodes);
    const wanted = desiredNode(description, await this.#observed());
    try {
      // The status of a new node is written with it, as the kubelet does: Ready with the first request.
      this.#node = await nodes.create(wanted);
    } catch (error) {
      if (!isAlreadyExists(error)) throw error;
      this.#node = await this.#adopt(await nodes.get({ namespace: '', name: description.name }), wanted);
    }
    if (!isConditionTrue(this.#node.status?.conditions, 'Ready')) await this.#report();
    return this.#node;
  }

  /** A node that was there before keeps what others have put on it. */
  async #adopt(found: Node, wanted: Node): Promise<Node> {
    const { client, description } = this.#options;
    const labels = { ...found.metadata.labels, ...wanted.metadata.labels };
    const key = { namespace: '', name: description.name };
    const nodes = client.resource(resources.nodes);
    const isSame = deepEqual(labels, found.metadata.labels) && found.spec?.podCIDR !== undefined;
    const { podCIDR, podCIDRs } = wanted.spec ?? {};
    // Taints are for others to change once the node is there.
    const body = { metadata: { labels }, ...(found.spec?.podCIDR ? {} : { spec: { podCIDR, podCIDRs } }) };
    const node = isSame ? found : await nodes.patch(key, { type: 'strategic', body });
    this.#node = node;
    return this.#write(nodeStatus(description, node.status, await this.#observed()));
  }

  #schedule(): void {
    if (this.#isStopped) return;
    this.#timer = this.#options.clock.setTimeout(() => {
      void this.#tell().finally(() => this.#schedule());
    }, reportEvery);
  }

  async #tell(): Promise<void> {
    await this.#report().catch((error: unknown) => this.#lost(error));
  }

  async #report(): Promise<void> {
    const { client, description } = this.#options;
    this.#node = await client.resource(resources.nodes).get({ namespace: '', name: description.name });
    this.#node = await this.#write(nodeStatus(description, this.#node.status, await this.#observed()));
  }

  async #observed(): Promise<ObservedNode> {
    const { clock, images } = this.#options;
    return { now: clock.now(), images: await images.list() };
  }

  async #lost(error: unknown): Promise<void> {
    this.#options.logger.warn('cannot report the status of the node', { error: String(error) });
    // Somebody has deleted the node while its agent runs: it registers again, as a restarted kubelet would.
    if (isNotFound(error)) await this.#register().catch(() => undefined);
  }

  #write(status: NodeStatus): Promise<Node> {
    const key = { namespace: '', name: this.#options.description.name };
    const patch = { type: 'strategic', body: { status } } as const;
    return this.#options.client.resource(resources.nodes).patch(key, patch, { subresource: 'status' });
  }
}
