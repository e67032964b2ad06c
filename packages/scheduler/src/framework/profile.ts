import type { Plugin } from './plugin.js';

/** Where plugins take part, in the order in which a Pod comes by; the names are those of KubeSchedulerConfiguration. */
export const extensionPoints = [
  'preEnqueue',
  'queueSort',
  'preFilter',
  'filter',
  'postFilter',
  'preScore',
  'score',
  'reserve',
  'permit',
  'preBind',
  'bind',
  'postBind',
] as const;

export type ExtensionPoint = (typeof extensionPoints)[number];

/** The function of a plugin that makes it take part at a point; what filters and scores is made by the looks before. */
const functions: Readonly<Record<ExtensionPoint, keyof Plugin>> = {
  preEnqueue: 'preEnqueue',
  queueSort: 'comesBefore',
  preFilter: 'preFilter',
  filter: 'preFilter',
  postFilter: 'postFilter',
  preScore: 'preScore',
  score: 'preScore',
  reserve: 'reserve',
  permit: 'permit',
  preBind: 'preBind',
  bind: 'bind',
  postBind: 'postBind',
};

export function takesPartAt(plugin: Plugin, point: ExtensionPoint): boolean {
  return plugin[functions[point]] !== undefined;
}

/** The plugins that schedule the Pods which name the profile in `spec.schedulerName`. */
export interface Profile {
  readonly name: string;
  readonly points: Readonly<Record<ExtensionPoint, readonly Plugin[]>>;
  /** How much the scores of a plugin count. */
  readonly weights: ReadonlyMap<string, number>;
  /** How many of the nodes that fit are looked for before the best is taken, in percent; 0: it depends on the cluster. */
  readonly percentageOfNodesToScore: number;
}
