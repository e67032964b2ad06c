import { type CronJob, localTimeZone, nextTime, parseSchedule } from '@sampan/api';

/** After more missed times than this, somebody ought to know. */
const manyMissed = 100;
/** Milliseconds after its time at which a CronJob is looked at again. */
const delta = 100;

/** The times of a CronJob's schedule; throws an Error where it cannot be understood. */
export interface ScheduleTimes {
  /** The last time that has come and is not done with, and whether many others were missed before it. */
  due(now: number): { time?: number; isMany: boolean };
  /** Milliseconds until the next time. */
  untilNext(now: number): number | undefined;
}

export function scheduleTimes(cronJob: CronJob): ScheduleTimes {
  const { schedule: text = '', timeZone = localTimeZone(), startingDeadlineSeconds } = cronJob.spec ?? {};
  const schedule = parseSchedule(text);
  const next = (after: number) => nextTime(schedule, after, timeZone);
  const last = Date.parse(cronJob.status?.lastScheduleTime ?? cronJob.metadata.creationTimestamp ?? '');
  return {
    due(now) {
      const earliest = startingDeadlineSeconds === undefined ? last : now - startingDeadlineSeconds * 1_000;
      return mostRecent(next, Math.max(last, earliest), now);
    },
    untilNext(now) {
      const first = next(last);
      if (first === undefined) return undefined;
      const time = now < first ? first : next(mostRecent(next, last, now).time ?? now);
      return time === undefined ? undefined : Math.max(time + delta - now, 1);
    },
  };
}

/**
 * The last time after `earliest` that is not after `now`. Where many have been missed, it is looked for near `now`: the
 * distance of the first two tells roughly how many there were.
 */
function mostRecent(next: (after: number) => number | undefined, earliest: number, now: number) {
  const first = next(earliest);
  if (first === undefined || now < first) return { isMany: false };
  const second = next(first);
  if (second === undefined || now < second) return { time: first, isMany: false };
  const distance = Math.round((second - first) / 1_000) * 1_000;
  if (distance < 1_000) throw new Error('time difference between two schedules is less than 1 second');
  const missed = Math.floor((now - first) / distance) + 1;
  let time: number | undefined;
  for (let each = next(first + (missed - 2) * distance); each !== undefined && each <= now; each = next(each))
    time = each;
  return { ...(time !== undefined && { time }), isMany: missed > manyMissed };
}
