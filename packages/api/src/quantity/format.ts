import type { QuantityFormat } from './quantity.js';

const decimalSuffixes = ['n', 'u', 'm', '', 'k', 'M', 'G', 'T', 'P', 'E'];
const binarySuffixes = ['', 'Ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei'];
const nanoPerUnit = 1_000_000_000n;

/**
 * The canonical text of an amount in 10⁻⁹ units: no fraction, the largest suffix that needs none. Binary amounts that
 * have a fraction or are smaller than 1Ki are written in decimal, so that nothing is lost.
 */
export function canonicalText(nano: bigint, format: QuantityFormat): string {
  if (nano === 0n) return '0';
  if (format === 'BinarySI' && nano % nanoPerUnit === 0n) {
    const units = nano / nanoPerUnit;
    if (units <= -1024n || units >= 1024n) return binaryText(units);
  }
  return decimalText(nano, format);
}

function binaryText(units: bigint): string {
  let index = 0;
  while (units % 1024n === 0n && index < binarySuffixes.length - 1) {
    units /= 1024n;
    index++;
  }
  return `${units}${binarySuffixes[index]}`;
}

function decimalText(nano: bigint, format: QuantityFormat): string {
  let index = 0;
  while (nano % 1000n === 0n && (index < decimalSuffixes.length - 1 || format === 'DecimalExponent')) {
    nano /= 1000n;
    index++;
  }
  if (format !== 'DecimalExponent') return `${nano}${decimalSuffixes[index]}`;
  const exponent = index * 3 - 9;
  return exponent === 0 ? String(nano) : `${nano}e${exponent}`;
}
