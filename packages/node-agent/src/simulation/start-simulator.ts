import { resources } from '@sampan/api';
import { createInformerFactory, startController } from '@sampan/client';
import { keepNodes, type NodesOptions, registerNodes } from './keep-nodes.js';
import { simulatedNode } from './simulated-node.js';
import { simulatedPodsController } from './simulated-pods-controller.js';

export interface SimulatorOptions extends NodesOptions {
  /** How many nodes there are. */
  nodes: number;
  /** How many Pods each of them takes. */
  maxPods: number;
}

/** Plays the agents of many nodes on which nothing runs; resolves when they are Ready and their Pods are looked after. */
export async function startSimulator(options: SimulatorOptions): Promise<{ stop(): Promise<void> }> {
  const { client, clock, logger, maxPods } = options;
  const wanted = Array.from({ length: options.nodes }, (_, index) =>
    simulatedNode(index, { maxPods, now: clock.now() }),
  );
  const nodes = await registerNodes(wanted, options);
  const kept = keepNodes(nodes, options);
  const selections = new Map([[resources.pods, { fieldSelector: 'spec.nodeName!=' }]]);
  const informers = createInformerFactory(client, { clock, selections });
  const controller = startController(simulatedPodsController(nodes), { client, informers, clock, logger });
  informers.start();
  await informers.synced();
  return {
    stop: async () => {
      await kept.stop();
      await controller.stop();
      await informers.stop();
    },
  };
}
