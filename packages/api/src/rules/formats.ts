import * as formats from '../validation/formats.js';
import * as names from '../validation/names.js';

/** The formats that rules name: each returns what is wrong with a text, in upstream's words. */
const checks = {
  cidr: formats.isCidr,
  configMapKey: formats.isConfigMapKey,
  dns1035Label: names.isDns1035Label,
  dns1123Label: names.isDns1123Label,
  dns1123Subdomain: (value: string) => names.isDns1123Subdomain(value),
  domainPrefixedPath: formats.isDomainPrefixedPath,
  envVarName: formats.isEnvVarName,
  ipAddress: formats.isIpAddress,
  labelValue: names.isLabelValue,
  portName: formats.isPortName,
  qualifiedName: names.isQualifiedName,
};

export type FormatName = keyof typeof checks;

export function formatProblems(format: FormatName, value: string): readonly string[] {
  return checks[format](value);
}
