import type { Container as ContainerSpec, LifecycleHandler } from '@sampan/api';
import type { Container } from '../../drivers/container.js';
import { execProbe } from '../../probes/exec-probe.js';
import { httpGet } from '../../probes/http-probe.js';
import type { PodContext } from '../pod-context.js';
import type { PodRuntime } from '../pod-runtime.js';

export interface HookSubject {
  runtime: PodRuntime;
  container: ContainerSpec;
  handle: Container;
  context: PodContext;
  /** Without one, a hook takes as long as it takes. */
  timeoutMs?: number;
}

/** Runs a lifecycle hook; answers what went wrong, undefined when nothing did. */
export async function runHook(handler: LifecycleHandler, subject: HookSubject): Promise<string | undefined> {
  const { runtime, container, handle, context, timeoutMs = Number.POSITIVE_INFINITY } = subject;
  if (handler.sleep !== undefined) {
    const milliseconds = Math.min(handler.sleep.seconds * 1000, timeoutMs);
    // A program that ends by itself does not have to be waited for.
    const slept = new Promise<void>((resolve) => context.clock.setTimeout(resolve, milliseconds));
    await Promise.race([slept, handle.exited]);
    return undefined;
  }
  if (handler.exec !== undefined) {
    const result = await execProbe(handler.exec.command ?? [], {
      handle,
      driver: context.driver,
      clock: context.clock,
      timeoutMs,
    });
    return result.ok ? undefined : result.output;
  }
  if (handler.httpGet !== undefined) {
    const options = { podIP: runtime.state.podIP ?? '', container, timeoutMs };
    const result = await httpGet(handler.httpGet, options);
    return result.ok ? undefined : result.output;
  }
  return undefined;
}
