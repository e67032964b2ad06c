import type { Node, Pod } from '@sampan/api';
import type { Plugin } from '../framework/plugin.js';
import type { Profile } from '../framework/profile.js';

/** Has everything made true that the Pod needs on its node; undefined: there is nothing to wait for. */
export function preBind(pod: Pod, node: Node, { points }: Profile): Promise<void> | undefined {
  const [first, ...rest] = points.preBind;
  const preparing = first && run('PreBind', first, () => first.preBind?.(pod, node));
  if (rest.length === 0) return preparing;
  return (async () => {
    await preparing;
    for (const plugin of rest) await run('PreBind', plugin, () => plugin.preBind?.(pod, node));
  })();
}

/** Writes that the Pod runs on the node: the first plugin that does ends it. */
export async function bind(pod: Pod, nodeName: string, { points }: Profile): Promise<void> {
  for (const plugin of points.bind) {
    if (await run('Bind', plugin, () => plugin.bind?.(pod, nodeName))) break;
  }
  for (const plugin of points.postBind) plugin.postBind?.(pod, nodeName);
}

/** What goes wrong names the plugin. */
function run<T>(point: string, { name }: Plugin, act: () => Promise<T> | undefined): Promise<T> | undefined {
  return act()?.catch((cause: unknown) => {
    const message = cause instanceof Error ? cause.message : String(cause);
    throw new Error(`running ${point} plugin "${name}": ${message}`, { cause });
  });
}
