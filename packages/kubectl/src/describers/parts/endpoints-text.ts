import type { EndpointSlice } from '@sampan/api';
import { hostPort } from '../values.js';

/** How many endpoints are named; of the others only the number is told. */
const shown = 3;

/** The ready endpoints behind the port that is called `portName`: `10.0.0.1:80,10.0.0.2:80 + 3 more...`. */
export function endpointsText(slices: readonly EndpointSlice[], portName: string): string {
  if (slices.length === 0) return '<none>';
  const found = slices.flatMap(({ ports, endpoints }) => {
    const ready = (endpoints ?? []).filter(({ conditions }) => conditions?.ready ?? true);
    // Headless services may have slices without ports.
    if (!ports || ports.length === 0) return ready.map(({ addresses }) => addresses[0] ?? '');
    return ports
      .filter(({ name = '' }) => name === portName)
      .flatMap(({ port = 0 }) => ready.map(({ addresses }) => hostPort(addresses[0] ?? '', port)));
  });
  const text = found.slice(0, shown).join(',');
  return found.length > shown ? `${text} + ${found.length - shown} more...` : text;
}
