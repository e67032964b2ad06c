const day = 24;
const year = 365 * day;

/**
 * An age as kubectl shows it: two units while the second still tells something (`5m10s`, `3d4h`), one after that. Up to
 * a second in the future counts as now, for clocks that disagree; more is `<invalid>`.
 */
export function humanDuration(milliseconds: number): string {
  const seconds = Math.trunc(milliseconds / 1000);
  if (seconds < -1) return '<invalid>';
  if (seconds < 0) return '0s';
  if (seconds < 120) return `${seconds}s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 10) return twoUnits(minutes, 'm', seconds % 60, 's');
  if (minutes < 180) return `${minutes}m`;
  const hours = Math.floor(minutes / 60);
  if (hours < 8) return twoUnits(hours, 'h', minutes % 60, 'm');
  if (hours < 2 * day) return `${hours}h`;
  if (hours < 8 * day) return twoUnits(Math.floor(hours / day), 'd', hours % day, 'h');
  if (hours < 2 * year) return `${Math.floor(hours / day)}d`;
  const years = Math.floor(hours / year);
  return hours < 8 * year ? twoUnits(years, 'y', Math.floor(hours / day) % 365, 'd') : `${years}y`;
}

/** An age in its largest unit alone: `5m`, `3d`. */
export function shortHumanDuration(milliseconds: number): string {
  const seconds = Math.trunc(milliseconds / 1000);
  if (seconds < -1) return '<invalid>';
  if (seconds < 0) return '0s';
  if (seconds < 60) return `${seconds}s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)}m`;
  const hours = Math.floor(seconds / 3600);
  if (hours < day) return `${hours}h`;
  return hours < year ? `${Math.floor(hours / day)}d` : `${Math.floor(hours / year)}y`;
}

function twoUnits(first: number, firstUnit: string, second: number, secondUnit: string): string {
  return second === 0 ? `${first}${firstUnit}` : `${first}${firstUnit}${second}${secondUnit}`;
}
