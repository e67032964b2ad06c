import type { Pod } from '@sampan/api';
import type { ClusterEventName, ClusterEvents } from './cluster-events.js';
import type { Plugin, Queued } from './plugin.js';
import { extensionPoints, type Profile } from './profile.js';

/** The profiles of a scheduler, by the name that Pods give in `spec.schedulerName`; what the queue asks of their plugins. */
export class Profiles {
  readonly #profiles: ReadonlyMap<string, Profile>;
  readonly #plugins: ReadonlyMap<string, ReadonlyMap<string, Plugin>>;
  readonly #listeners = new Map<ClusterEventName, readonly string[]>();

  constructor(profiles: readonly Profile[]) {
    this.#profiles = new Map(profiles.map((profile) => [profile.name, profile]));
    this.#plugins = new Map(profiles.map((profile) => [profile.name, pluginsOf(profile)]));
  }

  of({ spec }: Pod): Profile | undefined {
    return this.#profiles.get(spec.schedulerName ?? '');
  }

  /** All profiles sort alike. */
  comesBefore(a: Queued, b: Queued): boolean {
    const [profile] = this.#profiles.values();
    return profile?.points.queueSort[0]?.comesBefore?.(a, b) ?? a.sequence < b.sequence;
  }

  /** The plugin that keeps a Pod from being tried, if one does. */
  gateOf(pod: Pod): string | undefined {
    return this.of(pod)?.points.preEnqueue.find((plugin) => plugin.preEnqueue?.(pod) !== undefined)?.name;
  }

  /** The plugins with a hint for events of this name. */
  listenersOf(name: ClusterEventName): readonly string[] {
    let listeners = this.#listeners.get(name);
    if (listeners === undefined) {
      const all = [...this.#plugins.values()].flatMap((plugins) => [...plugins.values()]);
      listeners = [...new Set(all.filter(({ hints }) => hints?.[name] !== undefined).map((plugin) => plugin.name))];
      this.#listeners.set(name, listeners);
    }
    return listeners;
  }

  /** Whether the event may help a Pod that the plugin has refused. */
  mayHelp<Name extends ClusterEventName>(plugin: string, pod: Pod, name: Name, event: ClusterEvents[Name]): boolean {
    return (
      this.#plugins
        .get(pod.spec.schedulerName ?? '')
        ?.get(plugin)
        ?.hints?.[name]?.(pod, event) ?? false
    );
  }
}

function pluginsOf({ points }: Profile): Map<string, Plugin> {
  return new Map(extensionPoints.flatMap((point) => points[point].map((plugin) => [plugin.name, plugin] as const)));
}
