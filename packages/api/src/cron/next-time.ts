import type { ClockSchedule, Schedule } from './parse-schedule.js';
import { type LocalTime, localTimeAt, timeOfLocal } from './time-zone.js';

const minute = 60_000;
const hour = 60 * minute;
/** A schedule that has nothing for so long has nothing at all. */
const years = 5;

/**
 * The first time after `after` that `schedule` has, in milliseconds since 1970; undefined: it has none. Clocks are those of
 * the zone that the schedule names, or else of `timeZone`. A time that clocks leave out in spring does not come that day, and
 * one that they show twice in autumn comes each time its hour is shown: robfig/cron's rule, which looks for the month, the
 * day, the hour and the minute by turns.
 */
export function nextTime(schedule: Schedule, after: number, timeZone: string): number | undefined {
  const from = after - (after % 1_000);
  if ('every' in schedule) return from + schedule.every;
  return new Search(schedule, schedule.timeZone ?? timeZone).find(from + 1_000);
}

class Search {
  readonly #schedule: ClockSchedule;
  readonly #zone: string;
  #time = 0;
  /** Whether what is smaller than what was looked for has been set to its beginning. */
  #isCut = false;

  constructor(schedule: ClockSchedule, zone: string) {
    this.#schedule = schedule;
    this.#zone = zone;
  }

  find(start: number): number | undefined {
    this.#time = start;
    const last = this.#local().year + years;
    while (this.#local().year <= last) {
      if (this.#month() && this.#day() && this.#hour() && this.#minute() && this.#second()) return this.#time;
    }
    return undefined;
  }

  #local(): LocalTime {
    return localTimeAt(this.#time, this.#zone);
  }

  /** Goes on, and starts anew from the largest unit whenever one larger than what was looked for has changed. */
  #month(): boolean {
    while (!this.#schedule.months.has(this.#local().month)) {
      const { year, month } = this.#local();
      this.#cut({ year, month, day: 1 });
      const { day, ...time } = this.#local();
      this.#time = timeOfLocal({ ...time, day, month: time.month + 1 }, this.#zone);
      if (this.#local().month === 1) return false;
    }
    return true;
  }

  #day(): boolean {
    while (!this.#isDay()) {
      const { year, month, day } = this.#local();
      this.#cut({ year, month, day });
      const time = this.#local();
      this.#time = timeOfLocal({ ...time, day: time.day + 1 }, this.#zone);
      this.#backToMidnight();
      if (this.#local().day === 1) return false;
    }
    return true;
  }

  #isDay(): boolean {
    const { days, weekdays, bothDays } = this.#schedule;
    const { day, weekday } = this.#local();
    const [fitsMonth, fitsWeek] = [days.has(day), weekdays.has(weekday)];
    return bothDays ? fitsMonth && fitsWeek : fitsMonth || fitsWeek;
  }

  /** Where clocks are changed at midnight, a day later is another time of day. */
  #backToMidnight(): void {
    const shown = this.#local().hour;
    if (shown !== 0) this.#time += (shown > 12 ? 24 - shown : -shown) * hour;
  }

  #hour(): boolean {
    while (!this.#schedule.hours.has(this.#local().hour)) {
      const { year, month, day, hour: shown } = this.#local();
      this.#cut({ year, month, day, hour: shown });
      this.#time += hour;
      if (this.#local().hour === 0) return false;
    }
    return true;
  }

  #minute(): boolean {
    while (!this.#schedule.minutes.has(this.#local().minute)) {
      this.#cutToMinute();
      this.#time += minute;
      if (this.#local().minute === 0) return false;
    }
    return true;
  }

  #second(): boolean {
    if (this.#local().second === 0) return true;
    this.#cutToMinute();
    this.#time += minute;
    return false;
  }

  #cut(time: Parameters<typeof timeOfLocal>[0]): void {
    if (!this.#isCut) this.#time = timeOfLocal(time, this.#zone);
    this.#isCut = true;
  }

  #cutToMinute(): void {
    if (!this.#isCut) this.#time -= this.#time % minute;
    this.#isCut = true;
  }
}
