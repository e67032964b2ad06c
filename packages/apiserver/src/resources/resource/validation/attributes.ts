import { byteLength, type DeviceAttribute, type FieldError, field } from '@sampan/api';

const valueMaxLength = 64;

const number = '(0|[1-9]\\d*)';
const preRelease = '(0|[1-9]\\d*|\\d*[a-zA-Z-][0-9a-zA-Z-]*)';
const build = '[0-9a-zA-Z-]+';
/** https://semver.org, version 2.0.0. */
const semanticVersion = new RegExp(
  `^${number}\\.${number}\\.${number}(-${preRelease}(\\.${preRelease})*)?(\\+${build}(\\.${build})*)?$`,
);

/** What a device is like: one value of one type. */
export function validateAttribute(path: string, attribute: DeviceAttribute): FieldError[] {
  const { bool, int, string, version } = attribute;
  const count = [int, bool, string, version].filter((value) => value !== undefined).length;
  return [
    ...validateLength(`${path}.string`, string),
    ...(version === undefined || semanticVersion.test(version)
      ? []
      : [field.invalid(`${path}.version`, version, 'must be a string compatible with semver.org spec 2.0.0')]),
    ...validateLength(`${path}.version`, version),
    ...(count === 1 ? [] : [field.invalid(path, count === 0 ? '' : attribute, 'exactly one value must be specified')]),
  ];
}

function validateLength(path: string, text = ''): FieldError[] {
  return byteLength(text) > valueMaxLength ? [field.tooLong(path, valueMaxLength)] : [];
}
