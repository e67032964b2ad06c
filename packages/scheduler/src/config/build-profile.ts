import type { Handle } from '../framework/handle.js';
import type { Plugin } from '../framework/plugin.js';
import { type ExtensionPoint, extensionPoints, type Profile, takesPartAt } from '../framework/profile.js';
import { type PluginArgs, pluginRegistry } from '../plugins/index.js';
import type { PluginSet, ProfileConfiguration } from './configuration.js';

type Enabled = readonly { readonly name: string; readonly weight?: number }[];

/** Makes the plugins of a profile. Throws when it cannot be, in kube-scheduler's words. */
export function buildProfile(
  configuration: ProfileConfiguration,
  options: { handle: Handle; percentageOfNodesToScore: number },
): Profile {
  try {
    return build(configuration, options);
  } catch (error) {
    const where = `creating profile for scheduler name ${configuration.schedulerName}`;
    throw new Error(`initializing profiles: ${where}: ${(error as Error).message}`);
  }
}

function build(
  configuration: ProfileConfiguration,
  { handle, percentageOfNodesToScore }: { handle: Handle; percentageOfNodesToScore: number },
): Profile {
  const { schedulerName = '', plugins: sets = {}, pluginConfig = [] } = configuration;
  const args: Partial<PluginArgs> = Object.fromEntries(pluginConfig.map((config) => [config.name, config.args ?? {}]));
  const made = new Map<string, Plugin>();
  const make = (name: string, point: ExtensionPoint): Plugin => {
    const known = made.get(name) ?? pluginRegistry.find((entry) => entry.name === name)?.create(args, handle);
    if (known === undefined) throw new Error(`${typeOf(point)} "${name}" does not exist`);
    made.set(name, known);
    return known;
  };
  const defaults = merge(pluginRegistry, sets.multiPoint);
  const weights = new Map<string, number>();
  const points = Object.fromEntries(
    extensionPoints.map((point) => [point, pluginsAt(point, { set: sets[point], defaults, make, weights })]),
  ) as Record<ExtensionPoint, Plugin[]>;
  checkCounts(points, schedulerName);
  return {
    name: schedulerName,
    points,
    weights,
    percentageOfNodesToScore: configuration.percentageOfNodesToScore ?? percentageOfNodesToScore,
  };
}

/** The plugins of a set in the place of those of the same name, without those that it leaves out, and all others after them. */
function merge(defaults: Enabled, { enabled = [], disabled = [] }: PluginSet = {}): Enabled {
  const out = new Set(disabled.map(({ name }) => name));
  const kept = out.has('*') ? [] : defaults.filter(({ name }) => !out.has(name));
  const own = new Map(enabled.map((plugin) => [plugin.name, plugin]));
  const names = new Set(kept.map(({ name }) => name));
  return [...kept.map((plugin) => own.get(plugin.name) ?? plugin), ...enabled.filter(({ name }) => !names.has(name))];
}

/** At one point: first those that are said anew for it, then the others that take part, then those that are only for it. */
function pluginsAt(
  point: ExtensionPoint,
  {
    set: { enabled = [], disabled = [] } = {},
    defaults,
    make,
    weights,
  }: {
    set: PluginSet | undefined;
    defaults: Enabled;
    make: (name: string, point: ExtensionPoint) => Plugin;
    weights: Map<string, number>;
  },
): Plugin[] {
  const out = new Set(disabled.map(({ name }) => name));
  const everywhere = new Map(defaults.map((plugin) => [plugin.name, plugin]));
  const specific = new Map<string, { weight?: number }>();
  for (const { name, ...rest } of enabled) {
    if (specific.has(name)) throw new Error(`plugin "${name}" already registered as "${typeOf(point)}"`);
    if (!takesPartAt(make(name, point), point)) {
      throw new Error(`plugin "${name}" does not extend ${typeOf(point)} plugin`);
    }
    specific.set(name, rest);
  }
  const general = defaults.filter(({ name }) => !specific.has(name) && !out.has(name) && !out.has('*'));
  const all = [
    ...enabled.filter(({ name }) => everywhere.has(name)),
    ...general.filter(({ name }) => takesPartAt(make(name, point), point)),
    ...enabled.filter(({ name }) => !everywhere.has(name)),
  ];
  if (point === 'score') {
    for (const { name, weight } of all)
      weights.set(name, weight || (specific.has(name) ? 1 : everywhere.get(name)?.weight) || 1);
  }
  return all.map(({ name }) => make(name, point));
}

/** Go's name of an extension point's interface: `ScorePlugin`. */
function typeOf(point: ExtensionPoint): string {
  return `${point[0]?.toUpperCase()}${point.slice(1)}Plugin`;
}

function checkCounts({ queueSort, bind }: Record<ExtensionPoint, Plugin[]>, name: string): void {
  const where = `for profile with scheduler name "${name}"`;
  if (queueSort.length === 0) throw new Error(`at least one queue sort plugin is needed ${where}`);
  if (queueSort.length > 1)
    throw new Error(`only one queue sort plugin required ${where}, but got ${queueSort.length}`);
  if (bind.length === 0) throw new Error(`at least one bind plugin is needed ${where}`);
}
