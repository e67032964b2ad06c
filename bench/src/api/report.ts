import type { Measured } from './load.js';
import type { Yardstick } from './yardstick.js';

/** The line above the rows. */
export function printHeading(): void {
  const columns = ['per second', 'ratio', 'p50 ms', 'p99 ms', 'CPU ms', 'ratio', 'MiB'];
  process.stdout.write(`${''.padEnd(46)}${columns.map((name) => name.padStart(11)).join('')}\n`);
}

/** One row: what was measured, with how many times better it is than the yardstick. */
export function printRow(name: string, measured: Measured, yardstick: Yardstick): void {
  const columns = [
    number(measured.perSecond),
    `${number(measured.perSecond / yardstick.perSecond)}x`,
    number(measured.p50),
    number(measured.p99),
    number(measured.cpuMs),
    `${number(yardstick.cpuMs / measured.cpuMs)}x`,
    number(measured.memory / 2 ** 20),
  ];
  process.stdout.write(`${name.padEnd(46)}${columns.map((text) => text.padStart(11)).join('')}\n`);
}

/** Three significant digits. */
function number(value: number): string {
  if (!Number.isFinite(value)) return '-';
  return value >= 100 ? Math.round(value).toLocaleString('en') : String(Number(value.toPrecision(3)));
}
