import {
  isNotFound,
  type KubernetesObject,
  type LimitRange,
  type Namespace,
  type ResourceQuota,
  type ResourceType,
  resources,
} from '@sampan/api';
import { type DescribeContext, defineDescriber } from './describer.js';
import { field, indent, sortedEntries, tableLines } from './lines.js';
import { limitRows, limitsHeader } from './parts/limits.js';
import { labelAndAnnotationLines, nameLines } from './parts/metadata.js';
import { scopeLines } from './parts/quota-scopes.js';
import { formatTime, quantityText } from './values.js';

export const namespaceDescriber = defineDescriber<Namespace>({
  group: '',
  kind: 'Namespace',
  async describe(namespace, context) {
    const quotas = await listIn(namespace, resources.resourceQuotas, context);
    const limits = await listIn(namespace, resources.limitRanges, context);
    return [
      ...nameLines(namespace),
      ...labelAndAnnotationLines(namespace),
      field('Status', namespace.status?.phase ?? ''),
      ...conditionLines(namespace),
      ...(quotas === undefined ? [] : ['', ...quotaLines(quotas)]),
      ...(limits === undefined ? [] : ['', ...limitLines(limits)]),
    ];
  },
});

/** What the namespace holds of a type that not every server has; undefined where it has not. */
async function listIn<T extends KubernetesObject>(
  namespace: Namespace,
  type: ResourceType<T>,
  { client, chunkSize }: DescribeContext,
): Promise<T[] | undefined> {
  try {
    const options = { namespace: namespace.metadata.name ?? '', ...(chunkSize > 0 && { pageSize: chunkSize }) };
    return (await client.resource(type).list(options)).items;
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw error;
  }
}

function conditionLines({ status }: Namespace): string[] {
  const { conditions = [] } = status ?? {};
  if (conditions.length === 0) return [];
  return tableLines(
    'Conditions:',
    ['Type', 'Status', 'LastTransitionTime', 'Reason', 'Message'],
    [
      ['----', '------', '------------------', '------', '-------'],
      ...conditions.map(({ type, status: state, lastTransitionTime, reason = '', message = '' }) => [
        type,
        state,
        formatTime(lastTransitionTime),
        reason,
        message,
      ]),
    ],
  );
}

function quotaLines(quotas: readonly ResourceQuota[]): string[] {
  if (quotas.length === 0) return ['No resource quota.'];
  const sorted = [...quotas].sort((a, b) => ((a.metadata.name ?? '') < (b.metadata.name ?? '') ? -1 : 1));
  return [
    'Resource Quotas',
    ...sorted.flatMap(({ metadata, spec, status }) =>
      indent([
        field('Name', metadata.name),
        ...scopeLines(spec?.scopes, '* '),
        'Resource\tUsed\tHard',
        '--------\t---\t---',
        ...sortedEntries(status?.hard).map(
          ([name, hard]) => `${name}\t${quantityText(status?.used?.[name])}\t${quantityText(hard)}`,
        ),
      ]),
    ),
  ];
}

function limitLines(limits: readonly LimitRange[]): string[] {
  if (limits.length === 0) return ['No LimitRange resource.'];
  return ['Resource Limits', ...[...limitsHeader, ...limits.flatMap(limitRows)].map((line) => ` ${line}`)];
}
