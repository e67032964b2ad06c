/** A line of a log as klog writes it: severity, date, time, process, and where in the program it comes from. */
export function logLine(
  severity: 'I' | 'W' | 'E',
  text: string,
  { now, processId, source }: { now: number; processId: number; source: string },
): string {
  const at = new Date(now);
  const two = (part: number) => String(part).padStart(2, '0');
  const date = `${two(at.getMonth() + 1)}${two(at.getDate())}`;
  const time = [at.getHours(), at.getMinutes(), at.getSeconds()].map(two).join(':');
  const micros = String(at.getMilliseconds() * 1000).padStart(6, '0');
  return `${severity}${date} ${time}.${micros} ${String(processId).padStart(7)} ${source}] ${text}\n`;
}

/** A value of a structured log line: in quotes, or, if it has several lines, between angle brackets. */
export function logValue(text: string): string {
  if (!text.includes('\n')) return JSON.stringify(text);
  return `<\n${text
    .replace(/\n$/, '')
    .split('\n')
    .map((line) => `\t${line}\n`)
    .join('')} >`;
}
