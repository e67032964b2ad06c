import { canonicalQuantity, controllerOf, type KubernetesObject } from '@sampan/api';

/** A list as Go prints it: `[a b]`. */
export function goList(values: readonly unknown[] | undefined): string {
  return `[${(values ?? []).join(' ')}]`;
}

/** A map as Go prints it: `map[a:1 b:2]`. */
export function goMap(map: Readonly<Record<string, string>> | undefined): string {
  const entries = Object.entries(map ?? {}).sort(([a], [b]) => (a < b ? -1 : 1));
  return `map[${entries.map(([key, value]) => `${key}:${value}`).join(' ')}]`;
}

/** `True` or `False`. */
export function titleCase(value: boolean | undefined): string {
  return value ? 'True' : 'False';
}

const days = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** A time in the user's zone as RFC 1123 writes it: `Mon, 02 Jan 2006 15:04:05 -0700`; Go's zero time if there is none. */
export function formatTime(time: string | undefined | null): string {
  if (time === undefined || time === null || time === '') return 'Mon, 01 Jan 0001 00:00:00 +0000';
  const date = new Date(time);
  const day = `${days[date.getDay()]}, ${two(date.getDate())} ${months[date.getMonth()]} ${date.getFullYear()}`;
  return `${day} ${clockTime(date)} ${zone(date)}`;
}

/** A time in the user's zone as Go's `Time.String` writes it: `2006-01-02 15:04:05 -0700 MST`. */
export function formatGoTime(time: string | undefined): string {
  if (time === undefined) return '0001-01-01 00:00:00 +0000 UTC';
  const date = new Date(time);
  const name = Intl.DateTimeFormat('en-US', { timeZoneName: 'short' })
    .formatToParts(date)
    .find(({ type }) => type === 'timeZoneName')?.value;
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())} ${clockTime(date)} ${zone(date)} ${name}`;
}

/** A quantity in its canonical form; `0` if there is none. */
export function quantityText(quantity: string | undefined): string {
  return canonicalQuantity(quantity ?? '0');
}

/** `KIND/NAME` of the object's controller. */
export function controllerName(object: KubernetesObject): string | undefined {
  const owner = controllerOf(object);
  return owner === undefined ? undefined : `${owner.kind}/${owner.name}`;
}

/** `host:port`, with brackets around the addresses of IPv6. */
export function hostPort(host: string, port: number | string): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}

function clockTime(date: Date): string {
  return [date.getHours(), date.getMinutes(), date.getSeconds()].map(two).join(':');
}

function zone(date: Date): string {
  const minutes = -date.getTimezoneOffset();
  const size = Math.abs(minutes);
  return `${minutes < 0 ? '-' : '+'}${two(Math.trunc(size / 60))}${two(size % 60)}`;
}

function two(value: number): string {
  return String(value).padStart(2, '0');
}
