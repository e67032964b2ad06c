import { keyOf, type PersistentVolumeClaim, type Pod, resources } from '@sampan/api';
import { type DescribeContext, defineDescriber } from './describer.js';
import { listField, tableLines } from './lines.js';
import { fullClaimLines } from './parts/claim.js';
import { formatTime } from './values.js';

export const persistentVolumeClaimDescriber = defineDescriber<PersistentVolumeClaim>({
  group: '',
  kind: 'PersistentVolumeClaim',
  async describe(claim, context) {
    const users = (await usersOf(claim, context)).map((pod) => keyOf(pod).name).sort();
    return [
      ...fullClaimLines(claim, context.now),
      ...listField('Used By', users),
      ...conditionLines(claim),
      ...(await context.eventLines(claim)),
    ];
  },
});

/** The pods with the claim among their volumes, and those that own it. */
async function usersOf(claim: PersistentVolumeClaim, { client, chunkSize }: DescribeContext): Promise<Pod[]> {
  const { namespace, name } = keyOf(claim);
  const options = { namespace, ...(chunkSize > 0 && { pageSize: chunkSize }) };
  const { items } = await client.resource(resources.pods).list(options);
  const owners = (claim.metadata.ownerReferences ?? []).filter(({ kind }) => kind === 'Pod').map(({ uid }) => uid);
  return items.filter(
    ({ metadata, spec }) =>
      spec.volumes?.some(({ persistentVolumeClaim }) => persistentVolumeClaim?.claimName === name) ||
      owners.includes(metadata.uid ?? ''),
  );
}

function conditionLines({ status }: PersistentVolumeClaim): string[] {
  const { conditions = [] } = status ?? {};
  if (conditions.length === 0) return [];
  const rows = conditions.map((condition) => [
    `${condition.type} `,
    `${condition.status} `,
    `${formatTime(condition.lastProbeTime)} `,
    `${formatTime(condition.lastTransitionTime)} `,
    `${condition.reason ?? ''} `,
    condition.message ?? '',
  ]);
  return tableLines(
    'Conditions:',
    ['Type', 'Status', 'LastProbeTime', 'LastTransitionTime', 'Reason', 'Message'],
    [['----', '------', '-----------------', '------------------', '------', '-------'], ...rows],
  );
}
