import {
  type FieldError,
  field,
  isExtendedResource,
  isHugePages,
  Quantity,
  type ResourceQuota,
  type ScopedResourceSelectorRequirement,
} from '@sampan/api';
import { validateResourceName } from '../pod-spec/validate-resource-name.js';

const compute = ['cpu', 'memory'].flatMap((name) => [name, `requests.${name}`, `limits.${name}`]);
const storage = ['ephemeral-storage', 'requests.ephemeral-storage', 'limits.ephemeral-storage', 'requests.storage'];
const counted = [
  ...['pods', 'resourcequotas', 'services', 'replicationcontrollers', 'secrets', 'configmaps'],
  ...['persistentvolumeclaims', 'services.nodeports', 'services.loadbalancers'],
];
const standardNames = new Set([...compute, ...storage, ...counted]);

/** Which of the standard resources each scope can be asked for. */
const namesByScope: Readonly<Record<string, readonly string[]>> = {
  Terminating: ['pods', ...compute],
  NotTerminating: ['pods', ...compute],
  BestEffort: ['pods'],
  NotBestEffort: ['pods', ...compute],
  PriorityClass: ['pods', ...compute],
  CrossNamespacePodAffinity: ['pods', ...compute],
  VolumeAttributesClass: ['persistentvolumeclaims', 'requests.storage'],
};

const existsOnly = ['BestEffort', 'NotBestEffort', 'Terminating', 'NotTerminating', 'CrossNamespacePodAffinity'];
const opposites = [
  ['BestEffort', 'NotBestEffort'],
  ['Terminating', 'NotTerminating'],
];

/** What a quota allows or counts: names that are known to it, and amounts of them. */
export function validateAmounts(path: string, amounts: Readonly<Record<string, string>> = {}): FieldError[] {
  return Object.entries(amounts).flatMap(([name, amount]) => {
    const at = `${path}[${name}]`;
    const errors = validateResourceName(at, name);
    if (!name.includes('/') && !isStandard(name)) {
      errors.push(field.invalid(at, name, 'must be a standard resource for quota'));
    }
    const { nano } = Quantity.parse(amount);
    if (nano < 0n) errors.push(field.invalid(at, amount, 'must be greater than or equal to 0'));
    const isWhole = counted.includes(name) || isExtendedResource(name);
    if (isWhole && nano % 1_000_000_000n !== 0n) errors.push(field.invalid(at, amount, 'must be an integer'));
    return errors;
  });
}

export function validateScopes(path: string, { spec }: ResourceQuota): FieldError[] {
  const scopes = spec?.scopes ?? [];
  const errors = scopes.flatMap((scope) => [
    ...(Object.hasOwn(namesByScope, scope) ? [] : [field.invalid(path, scopes, 'unsupported scope')]),
    ...misplaced(spec, scope).map(() => field.invalid(path, scopes, 'unsupported scope applied to resource')),
  ]);
  return [...errors, ...conflicting(scopes).map(() => field.invalid(path, scopes, 'conflicting scopes'))];
}

export function validateScopeSelector(path: string, { spec }: ResourceQuota): FieldError[] {
  const expressions = spec?.scopeSelector?.matchExpressions ?? [];
  const at = `${path}.matchExpressions`;
  const errors = expressions.flatMap((expression) => {
    const { scopeName } = expression;
    const shown = { MatchExpressions: expressions.map(shownExpression) };
    return [
      ...(Object.hasOwn(namesByScope, scopeName)
        ? []
        : [field.invalid(`${at}.scopeName`, scopeName, 'unsupported scope')]),
      ...misplaced(spec, scopeName).map(() => field.invalid(at, shown, 'unsupported scope applied to resource')),
      ...validateOperator(at, expression),
    ];
  });
  const scopes = expressions.map(({ scopeName }) => scopeName);
  const shownScopes = spec?.scopes ?? null;
  return [...errors, ...conflicting(scopes).map(() => field.invalid(at, shownScopes, 'conflicting scopes'))];
}

function validateOperator(at: string, expression: ScopedResourceSelectorRequirement): FieldError[] {
  const { scopeName, operator, values = [] } = expression;
  const errors: FieldError[] = [];
  if (existsOnly.includes(scopeName) && operator !== 'Exists') {
    const detail =
      "must be 'Exists' when scope is any of ResourceQuotaScopeTerminating, ResourceQuotaScopeNotTerminating, ResourceQuotaScopeBestEffort, ResourceQuotaScopeNotBestEffort or ResourceQuotaScopeCrossNamespacePodAffinity";
    errors.push(field.invalid(`${at}.operator`, operator, detail));
  }
  const needsValues = operator === 'In' || operator === 'NotIn';
  const hasNone = operator === 'Exists' || operator === 'DoesNotExist';
  if (needsValues && values.length === 0) {
    const detail = "must be at least one value when `operator` is 'In' or 'NotIn' for scope selector";
    errors.push(field.required(`${at}.values`, detail));
  }
  if (hasNone && values.length > 0) {
    const detail = "must be no value when `operator` is 'Exist' or 'DoesNotExist' for scope selector";
    errors.push(field.invalid(`${at}.values`, values, detail));
  }
  if (!needsValues && !hasNone) {
    errors.push(field.invalid(`${at}.operator`, operator, 'not a valid selector operator'));
  }
  return errors;
}

function isStandard(name: string): boolean {
  return standardNames.has(name) || isHugePages(name.replace(/^requests\./, ''));
}

/** The resources of a quota that nobody counts by this scope. */
function misplaced(spec: ResourceQuota['spec'] | undefined, scope: string): string[] {
  const names = Object.hasOwn(namesByScope, scope) ? namesByScope[scope] : undefined;
  if (names === undefined) return [];
  return Object.keys(spec?.hard ?? {}).filter((name) => isStandard(name) && !names.includes(name));
}

function conflicting(scopes: readonly string[]): string[][] {
  return opposites.filter((pair) => pair.every((scope) => scopes.includes(scope)));
}

/** Messages show an expression under the names that it has within Kubernetes. */
function shownExpression({ scopeName, operator, values = [] }: ScopedResourceSelectorRequirement) {
  return { ScopeName: scopeName, Operator: operator, Values: values.length > 0 ? values : null };
}
