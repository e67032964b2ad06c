import { stringFormat } from '../../schema/string-formats.js';
import {
  isDns1035Label,
  isDns1123Label,
  isDns1123Subdomain,
  isLabelValue,
  isQualifiedName,
} from '../../validation/names.js';
import { declare, type Library } from '../functions.js';
import { OpaqueValue, OptionalValue } from '../values.js';

type Check = (text: string) => string[];

class CelFormat extends OpaqueValue {
  readonly typeName = 'kubernetes.NamedFormat';
  readonly name: string;
  readonly check: Check;

  constructor(name: string, check: Check) {
    super();
    this.name = name;
    this.check = check;
  }
  equals(other: OpaqueValue): boolean {
    return other instanceof CelFormat && other.name === this.name;
  }
}

/** A name that is made longer may end in a dash. */
const prefix =
  (check: Check): Check =>
  (text) =>
    check(text.endsWith('-') ? `${text.slice(0, -1)}a` : text);

function ofSchema(name: string, message: string): Check {
  const matches = stringFormat(name);
  return (text) => (matches?.(text) === true ? [] : [message]);
}

const formats: Readonly<Record<string, Check>> = {
  dns1123Label: isDns1123Label,
  dns1123Subdomain: (text) => isDns1123Subdomain(text),
  dns1035Label: isDns1035Label,
  qualifiedName: isQualifiedName,
  dns1123LabelPrefix: prefix(isDns1123Label),
  dns1123SubdomainPrefix: prefix((text) => isDns1123Subdomain(text)),
  dns1035LabelPrefix: prefix(isDns1035Label),
  labelValue: isLabelValue,
  uri: ofSchema('uri', 'invalid URI'),
  uuid: ofSchema('uuid', 'does not match the UUID format'),
  byte: ofSchema('byte', 'invalid base64'),
  date: ofSchema('date', 'invalid date'),
  datetime: ofSchema('date-time', 'invalid datetime'),
};

/** Kubernetes' formats: `format.dns1123Label().validate(self)` says what is wrong, if something is. */
export const formatLibrary: Library = [
  declare('format_named', 'format.named(string) -> optional<kubernetes.NamedFormat>', (name: string) => {
    const check = Object.hasOwn(formats, name) ? formats[name] : undefined;
    return check === undefined ? OptionalValue.none : OptionalValue.of(new CelFormat(name, check));
  }),
  ...Object.entries(formats).map(([name, check]) =>
    declare(`format_${name}`, `format.${name}() -> kubernetes.NamedFormat`, () => new CelFormat(name, check)),
  ),
  declare(
    'format_validate',
    'kubernetes.NamedFormat.validate(string) -> optional<list<string>>',
    ({ check }: CelFormat, text: string) => {
      const problems = check(text);
      return problems.length === 0 ? OptionalValue.none : OptionalValue.of(problems);
    },
  ),
];
