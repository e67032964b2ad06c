import { field, indent } from '../lines.js';

/** How one kind of volume is described: its lines after the type. */
export interface VolumeSource<S> {
  /** What the kind is, in words. */
  type: string;
  lines(source: S): string[];
}

/** Kinds of volumes by the field that holds them, in the order in which kubectl looks for them. */
export type VolumeSources<V> = { readonly [K in keyof V]?: VolumeSource<NonNullable<V[K]>> };

/** The source of `volume`, whichever it has. */
export function sourceLines<V extends object>(volume: V, sources: VolumeSources<V>): string[] {
  for (const name of Object.keys(sources) as (keyof V)[]) {
    const source = volume[name];
    const described = sources[name];
    if (source === undefined || source === null || described === undefined) continue;
    return indent([field('Type', described.type), ...described.lines(source as NonNullable<V[keyof V]>)], 2);
  }
  return ['  <unknown>'];
}

/** Fields as lines, in the order of `values`; what is not set is empty. */
export function fields(values: Record<string, unknown>): string[] {
  return Object.entries(values).map(([label, value]) => field(label, value ?? ''));
}
