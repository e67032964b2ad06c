import {
  type APIService,
  type APIServiceCondition,
  type FieldError,
  field,
  findCondition,
  formatTime,
  isDns1035Label,
  isDns1123Subdomain,
  isPathSegmentName,
  isPort,
  quote,
  resources,
} from '@sampan/api';
import { ageColumn, nameColumn } from '../../kinds/columns/common-columns.js';
import { defineResource } from '../../kinds/define-resource.js';
import { statusSubresource } from '../../kinds/status-subresource.js';

/** Who serves a group version: this server, or one behind a Service. Requests find the way by `aggregation/`. */
export const apiservices = defineResource(resources.apiServices, {
  strategy: {
    nameRule: isPathSegmentName,
    prepareForCreate: (apiService, { now }) => {
      apiService.status = apiService.spec.service === undefined ? { conditions: [localCondition(now)] } : {};
    },
    validate,
  },
  subresources: { status: statusSubresource() },
  columns: [
    nameColumn,
    { name: 'Service', type: 'string', description: 'Who serves the group version.', cell: serviceText },
    { name: 'Available', type: 'string', description: 'Whether it answers.', cell: availableText },
    ageColumn,
  ],
});

/** What is said of a group version that this server serves. */
function localCondition(now: number): APIServiceCondition {
  return {
    type: 'Available',
    status: 'True',
    lastTransitionTime: formatTime(now),
    reason: 'Local',
    message: 'Local APIServices are always available',
  };
}

function serviceText({ spec }: APIService): string {
  return spec.service === undefined ? 'Local' : `${spec.service.namespace}/${spec.service.name}`;
}

function availableText({ status }: APIService): string {
  const condition = findCondition(status?.conditions, 'Available');
  if (condition === undefined) return 'Unknown';
  return condition.status === 'True' ? 'True' : `${condition.status} (${condition.reason ?? ''})`;
}

/** Upstream's bounds of both priorities; the texts have them differently. */
const highestGroupPriority = 20_000;
const highestVersionPriority = 1000;

function validate({ metadata, spec }: APIService): FieldError[] {
  const { group = '', version = '', groupPriorityMinimum = 0, versionPriority = 0 } = spec;
  const { name = '' } = metadata;
  const errors: FieldError[] = [];
  if (name !== `${version}.${group}`) {
    const rule = `must be \`spec.version+"."+spec.group\`: ${quote(`${version}.${group}`)}`;
    errors.push(field.invalid('metadata.name', name, rule));
  }
  if (group === '' && version !== 'v1') {
    errors.push(field.required('spec.group', 'only v1 may have an empty group and it better be legacy kube'));
  }
  const groupProblems = group === '' ? [] : isDns1123Subdomain(group);
  errors.push(...groupProblems.map((problem) => field.invalid('spec.group', group, problem)));
  errors.push(...isDns1035Label(version).map((problem) => field.invalid('spec.version', version, problem)));
  if (groupPriorityMinimum <= 0 || groupPriorityMinimum > highestGroupPriority) {
    const bounds = 'must be positive and less than 20000';
    errors.push(field.invalid('spec.groupPriorityMinimum', groupPriorityMinimum, bounds));
  }
  if (versionPriority <= 0 || versionPriority > highestVersionPriority) {
    errors.push(field.invalid('spec.versionPriority', versionPriority, 'must be positive and less than 1000'));
  }
  return [...errors, ...(spec.service === undefined ? validateLocal(spec) : validateService(spec, spec.service))];
}

function validateLocal({ caBundle = '', insecureSkipTLSVerify }: APIService['spec']): FieldError[] {
  const size = `${Buffer.from(caBundle, 'base64').length} bytes`;
  return [
    ...(caBundle === '' ? [] : [field.invalid('spec.caBundle', size, 'local APIServices may not have a caBundle')]),
    ...(insecureSkipTLSVerify
      ? [field.invalid('spec.insecureSkipTLSVerify', true, 'local APIServices may not have insecureSkipTLSVerify')]
      : []),
  ];
}

function validateService(
  { caBundle = '', insecureSkipTLSVerify }: APIService['spec'],
  { namespace = '', name = '', port = 443 }: NonNullable<APIService['spec']['service']>,
): FieldError[] {
  return [
    ...(namespace === '' ? [field.required('spec.service.namespace', '')] : []),
    ...(name === '' ? [field.required('spec.service.name', '')] : []),
    ...isPort(port).map((problem) => field.invalid('spec.service.port', port, problem)),
    ...(insecureSkipTLSVerify && caBundle !== ''
      ? [field.invalid('spec.insecureSkipTLSVerify', true, 'may not be true if caBundle is present')]
      : []),
  ];
}
