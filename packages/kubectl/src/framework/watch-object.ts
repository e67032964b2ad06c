import { isNotFound, type UnstructuredObject } from '@sampan/api';
import type { Context } from './context.js';
import type { MappedType } from './type-mapper.js';

/** One object to watch, or any of those that selectors name, and for how long, in milliseconds; zero asks once. */
export interface ObjectWatch {
  type: MappedType;
  namespace: string;
  name?: string;
  selector?: string;
  fieldSelector?: string;
  timeout: number;
}

/**
 * Calls `isDone` with the object, or undefined while there is none, now and after every change, until it says yes
 * (true) or the time is up (false).
 */
export async function watchObject(
  context: Context,
  { type, namespace, name, selector = '', fieldSelector = '', timeout }: ObjectWatch,
  isDone: (object: UnstructuredObject | undefined) => boolean,
): Promise<boolean> {
  const resource = (await context.client()).resource(type);
  const ended = new AbortController();
  const timer = timeout > 0 ? context.clock.setTimeout(() => ended.abort(), timeout) : undefined;
  const signal = AbortSignal.any([context.signal, ended.signal]);
  const fields = name === undefined ? fieldSelector : `metadata.name=${name}`;
  const scope = {
    ...(namespace !== '' && { namespace }),
    ...(fields !== '' && { fieldSelector: fields }),
    ...(selector !== '' && { labelSelector: selector }),
  };
  try {
    while (!signal.aborted) {
      const { items, metadata } = await resource.list({ ...scope, signal });
      if (isDone(items[0])) return true;
      if (timeout === 0) return false;
      const options = { ...scope, resourceVersion: metadata.resourceVersion ?? '' };
      for await (const event of resource.watch(options, signal)) {
        if (event.type === 'ERROR') break;
        if (event.type === 'BOOKMARK') continue;
        if (isDone(event.type === 'DELETED' ? undefined : event.object)) return true;
      }
    }
    return false;
  } catch (error) {
    if (isNotFound(error)) return isDone(undefined);
    if (ended.signal.aborted) return false;
    throw error;
  } finally {
    timer?.cancel();
    ended.abort();
  }
}
