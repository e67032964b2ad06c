import { humanDuration } from '@sampan/api';

/** How long ago an RFC 3339 time was, as `kubectl get` shows it; `<unknown>` for none. `now` in milliseconds. */
export function ageOf(timestamp: string | undefined | null, now: number): string {
  return timestamp === undefined || timestamp === null ? '<unknown>' : humanDuration(now - Date.parse(timestamp));
}
