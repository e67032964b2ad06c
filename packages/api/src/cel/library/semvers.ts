import { CelRuntimeError } from '../cel-error.js';
import { declare, type Library } from '../functions.js';
import { OpaqueValue } from '../values.js';

class Semver extends OpaqueValue {
  readonly typeName = 'kubernetes.Semver';
  readonly numbers: readonly [bigint, bigint, bigint];
  readonly pre: readonly string[];

  constructor(numbers: readonly [bigint, bigint, bigint], pre: readonly string[]) {
    super();
    this.numbers = numbers;
    this.pre = pre;
  }
  equals(other: OpaqueValue): boolean {
    return other instanceof Semver && compare(this, other) === 0;
  }
  override toString(): string {
    return `${this.numbers.join('.')}${this.pre.length === 0 ? '' : `-${this.pre.join('.')}`}`;
  }
}

const type = 'kubernetes.Semver';

/** Kubernetes' functions of semantic versions: `semver('1.2.3')`, `semver('v1.0', true)`. */
export const semvers: Library = [
  declare('is_semver_string', 'isSemver(string) -> bool', (text: string) => parse(text) !== undefined),
  declare(
    'is_semver_string_bool',
    'isSemver(string, bool) -> bool',
    (text: string, lenient: boolean) => parse(lenient ? normalize(text) : text) !== undefined,
  ),
  declare('string_to_semver', `semver(string) -> ${type}`, semver),
  declare('string_bool_to_semver', `semver(string, bool) -> ${type}`, (text: string, lenient: boolean) =>
    semver(lenient ? normalize(text) : text),
  ),
  declare('semver_major', `${type}.major() -> int`, ({ numbers }: Semver) => numbers[0]),
  declare('semver_minor', `${type}.minor() -> int`, ({ numbers }: Semver) => numbers[1]),
  declare('semver_patch', `${type}.patch() -> int`, ({ numbers }: Semver) => numbers[2]),
  declare('semver_is_less_than', `${type}.isLessThan(${type}) -> bool`, (a: Semver, b: Semver) => compare(a, b) < 0),
  declare(
    'semver_is_greater_than',
    `${type}.isGreaterThan(${type}) -> bool`,
    (a: Semver, b: Semver) => compare(a, b) > 0,
  ),
  declare('semver_compare_to', `${type}.compareTo(${type}) -> int`, (a: Semver, b: Semver) => BigInt(compare(a, b))),
];

const number = '(0|[1-9]\\d*)';
const identifier = '(?:0|[1-9]\\d*|\\d*[a-zA-Z-][0-9a-zA-Z-]*)';
const form = new RegExp(
  `^${number}\\.${number}\\.${number}(?:-(${identifier}(?:\\.${identifier})*))?(?:\\+[0-9a-zA-Z-]+(?:\\.[0-9a-zA-Z-]+)*)?$`,
);

function semver(text: string): Semver {
  const version = parse(text);
  if (version === undefined)
    throw new CelRuntimeError(`semver parse error: ${JSON.stringify(text)} is not a semantic version`);
  return version;
}

function parse(text: string): Semver | undefined {
  const [, major, minor, patch, pre] = form.exec(text) ?? [];
  if (major === undefined || minor === undefined || patch === undefined) return undefined;
  return new Semver([BigInt(major), BigInt(minor), BigInt(patch)], pre === undefined ? [] : pre.split('.'));
}

/** `v1.2` as `1.2.0`: without a `v` and zeros in front, with all three numbers. */
function normalize(text: string): string {
  const [, core = '', rest = ''] = /^v?([0-9.]*)(.*)$/s.exec(text) ?? [];
  const parts = core.split('.').map((part) => part.replace(/^0+(?=\d)/, ''));
  while (parts.length < 3) parts.push('0');
  return `${parts.join('.')}${rest}`;
}

function compare(a: Semver, b: Semver): -1 | 0 | 1 {
  for (let index = 0; index < 3; index++) {
    const [x, y] = [a.numbers[index] ?? 0n, b.numbers[index] ?? 0n];
    if (x !== y) return x < y ? -1 : 1;
  }
  if (a.pre.length === 0 || b.pre.length === 0) return a.pre.length === b.pre.length ? 0 : a.pre.length === 0 ? 1 : -1;
  for (let index = 0; index < Math.max(a.pre.length, b.pre.length); index++) {
    const order = compareIdentifiers(a.pre[index], b.pre[index]);
    if (order !== 0) return order;
  }
  return 0;
}

/** Numbers come before names, and are compared as such; fewer identifiers before more. */
function compareIdentifiers(a: string | undefined, b: string | undefined): -1 | 0 | 1 {
  if (a === b) return 0;
  if (a === undefined || b === undefined) return a === undefined ? -1 : 1;
  const [x, y] = [/^\d+$/.test(a), /^\d+$/.test(b)];
  if (x && y) return BigInt(a) < BigInt(b) ? -1 : 1;
  if (x !== y) return x ? -1 : 1;
  return a < b ? -1 : 1;
}
