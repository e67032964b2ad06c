import { type Container, Quantity, type ResourceFieldSelector } from '@sampan/api';
import { ConfigError } from './config-error.js';

/** What a container gets where it sets no limit. */
export type Allocatable = Readonly<Record<string, string>>;

/** The value of a container's request or limit in units of the divisor, rounded up (`resourceFieldRef`). */
export function resourceFieldValue(
  { resource, divisor }: ResourceFieldSelector,
  container: Container,
  allocatable: Allocatable,
): string {
  const match = /^(limits|requests)\.(.+)$/.exec(resource);
  const [, kind, name = ''] = match ?? [];
  if (kind === undefined) throw new ConfigError(`unsupported container resource : ${resource}`);
  const limit = container.resources?.limits?.[name] ?? allocatable[name] ?? '0';
  const amount =
    kind === 'limits' ? limit : (container.resources?.requests?.[name] ?? container.resources?.limits?.[name] ?? '0');
  const unit = Quantity.of(divisor === undefined || divisor === '' || divisor === '0' ? '1' : divisor);
  return String(divideRoundingUp(Quantity.of(amount).nano, unit.nano));
}

function divideRoundingUp(amount: bigint, unit: bigint): bigint {
  return (amount + unit - 1n) / unit;
}
