import { humanDuration } from './human-duration.js';

/** How long ago an RFC 3339 time was, as kubectl shows it (`5m10s`); `<unknown>` for none. `now` in milliseconds. */
export function ageOf(timestamp: string | undefined | null, now: number): string {
  return timestamp === undefined || timestamp === null ? '<unknown>' : humanDuration(now - Date.parse(timestamp));
}
