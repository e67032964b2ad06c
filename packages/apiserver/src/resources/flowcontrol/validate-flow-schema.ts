import {
  deepEqual,
  type FieldError,
  type FlowcontrolV1Subject,
  type FlowSchema,
  type FlowSchemaSpec,
  field,
  isDns1123Label,
  isDns1123Subdomain,
  type NonResourcePolicyRule,
  type PolicyRulesWithSubjects,
  type ResourcePolicyRule,
} from '@sampan/api';
import { mandatorySchemas } from './mandatory.js';

const highestPrecedence = 10_000;
const methods = ['ByNamespace', 'ByUser'];
const subjectKinds = ['Group', 'ServiceAccount', 'User'];
const knownVerbs = ['create', 'delete', 'deletecollection', 'get', 'list', 'patch', 'proxy', 'update', 'watch'];

export function validateFlowSchema({ metadata, spec }: FlowSchema): FieldError[] {
  if (spec === undefined) return [];
  const { name = '' } = metadata;
  const mandatory = mandatorySchemas[name];
  const isOther = mandatory !== undefined && !deepEqual(spec, mandatory);
  return [
    ...validateSpec(spec, name),
    ...(isOther ? [field.invalid('spec', spec, `spec of '${name}' must equal the fixed value`)] : []),
  ];
}

function validateSpec(spec: FlowSchemaSpec, name: string): FieldError[] {
  const { matchingPrecedence, distinguisherMethod, priorityLevelConfiguration, rules = [] } = spec;
  return [
    ...validatePrecedence(matchingPrecedence ?? 0, name),
    ...(distinguisherMethod !== undefined && !methods.includes(distinguisherMethod.type)
      ? [field.notSupported('spec.distinguisherMethod.type', distinguisherMethod.type, methods)]
      : []),
    ...validateLevelName(priorityLevelConfiguration?.name ?? ''),
    ...rules.flatMap((rule, index) => validateRules(rule, `spec.rules[${index}]`)),
  ];
}

function validatePrecedence(precedence: number, name: string): FieldError[] {
  const path = 'spec.matchingPrecedence';
  if (precedence <= 0) return [field.invalid(path, precedence, 'must be a positive value')];
  if (precedence > highestPrecedence) {
    return [field.invalid(path, precedence, `must not be greater than ${highestPrecedence}`)];
  }
  if (precedence !== 1 || name === 'exempt') return [];
  return [field.invalid(path, precedence, "only the schema named 'exempt' may have matchingPrecedence 1")];
}

function validateLevelName(name: string): FieldError[] {
  const path = 'spec.priorityLevelConfiguration.name';
  if (name === '') return [field.required(path, 'must reference a priority level')];
  return isDns1123Subdomain(name).map((problem) => field.invalid(path, name, problem));
}

function validateRules(rules: PolicyRulesWithSubjects, path: string): FieldError[] {
  const { subjects = [], resourceRules = [], nonResourceRules = [] } = rules;
  const isEmpty = resourceRules.length === 0 && nonResourceRules.length === 0;
  return [
    ...(subjects.length === 0
      ? [field.required(`${path}.subjects`, 'subjects must contain at least one value')]
      : subjects.flatMap((subject, index) => validateSubject(subject, `${path}.subjects[${index}]`))),
    ...(isEmpty
      ? [field.required(path, 'at least one of resourceRules and nonResourceRules has to be non-empty')]
      : []),
    ...resourceRules.flatMap((rule, index) => validateResourceRule(rule, `${path}.resourceRules[${index}]`)),
    ...nonResourceRules.flatMap((rule, index) => validateNonResourceRule(rule, `${path}.nonResourceRules[${index}]`)),
  ];
}

const memberOf: Readonly<Record<string, 'group' | 'serviceAccount' | 'user'>> = {
  ServiceAccount: 'serviceAccount',
  User: 'user',
  Group: 'group',
};

function validateSubject(subject: FlowcontrolV1Subject, path: string): FieldError[] {
  const own = memberOf[subject.kind];
  if (own === undefined) return [field.notSupported(`${path}.kind`, subject.kind, subjectKinds)];
  const others = Object.entries(memberOf).filter(([, member]) => member !== own && subject[member] !== undefined);
  return [
    ...validateMember(subject, own, `${path}.${own}`),
    ...others.map(([kind, member]) =>
      field.forbidden(`${path}.${member}`, `${member} is forbidden when subject kind is not '${kind}'`),
    ),
  ];
}

function validateMember(
  subject: FlowcontrolV1Subject,
  own: 'group' | 'serviceAccount' | 'user',
  path: string,
): FieldError[] {
  const member = subject[own];
  if (member === undefined) return [field.required(path, `${own} is required when subject kind is '${subject.kind}'`)];
  if (own !== 'serviceAccount') return member.name ? [] : [field.required(`${path}.name`, '')];
  const { name = '', namespace = '' } = subject.serviceAccount ?? {};
  const problems = name === '*' ? [] : isDns1123Subdomain(name);
  return [
    ...(name === ''
      ? [field.required(`${path}.name`, '')]
      : problems.map((text) => field.invalid(`${path}.name`, name, text))),
    ...(namespace === ''
      ? [field.required(`${path}.namespace`, 'must specify namespace for service account')]
      : isDns1123Label(namespace).map((text) => field.invalid(`${path}.namespace`, namespace, text))),
  ];
}

function validateVerbs(verbs: string[], path: string): FieldError[] {
  if (verbs.length === 0) return [field.required(path, 'verbs must contain at least one value')];
  if (verbs.includes('*')) return validateAlone(verbs, path, 'verbs');
  return verbs.every((verb) => knownVerbs.includes(verb)) ? [] : [field.notSupported(path, verbs, knownVerbs)];
}

/** A wildcard stands for all, and alone. */
function validateAlone(values: string[], path: string, what: string): FieldError[] {
  if (values.length < 2 || !values.includes('*')) return [];
  return [field.invalid(path, values, `if '*' is present, must not specify other ${what}`)];
}

function validateNonResourceRule(
  { verbs = [], nonResourceURLs: urls = [] }: NonResourcePolicyRule,
  path: string,
): FieldError[] {
  const urlsPath = `${path}.nonResourceURLs`;
  return [
    ...validateVerbs(verbs, `${path}.verbs`),
    ...(urls.length === 0 ? [field.required(urlsPath, 'nonResourceURLs must contain at least one value')] : []),
    ...validateAlone(urls, urlsPath, 'non-resource URLs'),
    ...(urls.includes('*') ? [] : urls.flatMap((url, index) => validateUrl(url, `${urlsPath}[${index}]`))),
  ];
}

function validateUrl(url: string, path: string): FieldError[] {
  const problem = urlProblem(url);
  return problem === undefined ? [] : [field.invalid(path, url, problem)];
}

function urlProblem(url: string): string | undefined {
  if (url === '') return 'must not be empty';
  if (url === '/') return undefined;
  if (!url.startsWith('/')) return 'must start with slash';
  if (url.includes(' ')) return 'must not contain white-space';
  if (url.includes('//')) return 'must not contain double slash';
  const wildcards = url.split('*').length - 1;
  const isSuffix = wildcards === 1 && url.endsWith('/*');
  return wildcards === 0 || isSuffix ? undefined : 'wildcard can only do suffix matching';
}

function validateResourceRule(rule: ResourcePolicyRule, path: string): FieldError[] {
  const { verbs = [], apiGroups = [], resources = [] } = rule;
  return [
    ...validateVerbs(verbs, `${path}.verbs`),
    ...(apiGroups.length === 0
      ? [field.required(`${path}.apiGroups`, 'resource rules must supply at least one api group')]
      : validateAlone(apiGroups, `${path}.apiGroups`, 'api groups')),
    ...(resources.length === 0
      ? [field.required(`${path}.resources`, 'resource rules must supply at least one resource')]
      : validateAlone(resources, `${path}.resources`, 'resources')),
    ...validateNamespaces(rule, `${path}.namespaces`),
  ];
}

function validateNamespaces({ namespaces = [], clusterScope = false }: ResourcePolicyRule, path: string): FieldError[] {
  if (namespaces.length === 0 && !clusterScope) {
    return [field.required(path, 'resource rules that are not cluster scoped must supply at least one namespace')];
  }
  if (namespaces.includes('*')) return validateAlone(namespaces, path, 'namespaces');
  return namespaces.flatMap((namespace, index) =>
    isDns1123Label(namespace).map((problem) =>
      field.invalid(
        `${path}[${index}]`,
        namespace,
        `each member of this list must be '*' or a DNS-1123 label; ${problem}`,
      ),
    ),
  );
}
