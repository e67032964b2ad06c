import { type CoreV1Event, isForbidden, type Lease, type Node, type Pod, resources } from '@sampan/api';
import { errorWords } from '../framework/error-words.js';
import { subjectOf } from './describe-object.js';
import { type DescribeContext, defineDescriber } from './describer.js';
import { eventTable } from './event-table.js';
import {
  annotationLines,
  field,
  indent,
  labelLines,
  listField,
  optionalField,
  sortedEntries,
  tableLines,
} from './lines.js';
import { nodePodLines } from './parts/node-pods.js';
import { formatTime, quantityText } from './values.js';

export const nodeDescriber = defineDescriber<Node>({
  group: '',
  kind: 'Node',
  async describe(node, context) {
    const pods = await podsOn(node, context);
    const events = await eventsOf(node, context);
    return [
      field('Name', node.metadata.name),
      field('Roles', rolesOf(node).join(',') || '<none>'),
      ...labelLines('Labels', node.metadata.labels),
      ...annotationLines('Annotations', node.metadata.annotations),
      field('CreationTimestamp', formatTime(node.metadata.creationTimestamp)),
      ...listField('Taints', taintsOf(node)),
      field('Unschedulable', node.spec?.unschedulable ?? false),
      ...(await leaseLines(node, context)),
      ...conditionLines(node),
      'Addresses:',
      ...indent((node.status?.addresses ?? []).map(({ type, address }) => field(type, address))),
      ...amountLines('Capacity', node.status?.capacity),
      ...amountLines('Allocatable', node.status?.allocatable),
      ...systemLines(node),
      ...optionalField('PodCIDR', node.spec?.podCIDR),
      ...optionalField('PodCIDRs', node.spec?.podCIDRs?.join(',')),
      ...optionalField('ProviderID', node.spec?.providerID),
      ...(pods === undefined ? ['Pods:\tnot authorized'] : nodePodLines(node, pods, context.now)),
      ...(events === undefined ? [] : eventTable(events, context.now)),
    ];
  },
});

/** The pods on the node that have not ended; undefined if the user may not see pods. */
async function podsOn(node: Node, { client, chunkSize }: DescribeContext): Promise<Pod[] | undefined> {
  const fieldSelector = `spec.nodeName=${node.metadata.name},status.phase!=Failed,status.phase!=Succeeded`;
  try {
    const options = { fieldSelector, ...(chunkSize > 0 && { pageSize: chunkSize }) };
    return (await client.resource(resources.pods).list(options)).items;
  } catch (error) {
    if (isForbidden(error)) return undefined;
    throw error;
  }
}

/** Controllers name a node in events by its uid, the node itself by its name. */
async function eventsOf(node: Node, context: DescribeContext): Promise<CoreV1Event[] | undefined> {
  const subject = subjectOf(node);
  const byUid = await context.events(subject);
  const byName = await context.events({ ...subject, uid: subject.name });
  return byUid === undefined && byName === undefined ? undefined : [...(byUid ?? []), ...(byName ?? [])];
}

const rolePrefix = 'node-role.kubernetes.io/';

function rolesOf({ metadata }: Node): string[] {
  const roles = Object.entries(metadata.labels ?? {}).flatMap(([key, value]) => {
    if (key.startsWith(rolePrefix) && key !== rolePrefix) return [key.slice(rolePrefix.length)];
    return key === 'kubernetes.io/role' && value !== '' ? [value] : [];
  });
  return [...new Set(roles)].sort();
}

function taintsOf({ spec }: Node): string[] {
  return [...(spec?.taints ?? [])]
    .sort((a, b) => (`${a.effect},${a.key}` < `${b.effect},${b.key}` ? -1 : 1))
    .map(({ key, value = '', effect }) => {
      if (!effect) return value === '' ? key : `${key}=${value}:`;
      return value === '' ? `${key}:${effect}` : `${key}=${value}:${effect}`;
    });
}

async function leaseLines(node: Node, { client }: DescribeContext): Promise<string[]> {
  let lease: Lease;
  try {
    const key = { namespace: 'kube-node-lease', name: node.metadata.name ?? '' };
    lease = await client.resource(resources.leases).get(key);
  } catch (error) {
    return [field('Lease', `Failed to get lease: ${errorWords(error)}`)];
  }
  const { holderIdentity = '<unset>', acquireTime, renewTime } = lease.spec ?? {};
  return [
    'Lease:',
    ...indent([
      field('HolderIdentity', holderIdentity),
      field('AcquireTime', acquireTime ? formatTime(acquireTime) : '<unset>'),
      field('RenewTime', renewTime ? formatTime(renewTime) : '<unset>'),
    ]),
  ];
}

function conditionLines({ status }: Node): string[] {
  const { conditions = [] } = status ?? {};
  if (conditions.length === 0) return [];
  const rows = conditions.map((condition) => [
    `${condition.type} `,
    `${condition.status} `,
    `${formatTime(condition.lastHeartbeatTime)} `,
    `${formatTime(condition.lastTransitionTime)} `,
    `${condition.reason ?? ''} `,
    condition.message ?? '',
  ]);
  return tableLines(
    'Conditions:',
    ['Type', 'Status', 'LastHeartbeatTime', 'LastTransitionTime', 'Reason', 'Message'],
    [['----', '------', '-----------------', '------------------', '------', '-------'], ...rows],
  );
}

function amountLines(label: string, amounts: Record<string, string> | undefined): string[] {
  const lines = sortedEntries(amounts).map(([name, amount]) => field(name, quantityText(amount)));
  return lines.length === 0 ? [] : [`${label}:`, ...indent(lines)];
}

function systemLines({ status }: Node): string[] {
  const info = status?.nodeInfo;
  const lines = [
    field('Machine ID', info?.machineID ?? ''),
    field('System UUID', info?.systemUUID ?? ''),
    field('Boot ID', info?.bootID ?? ''),
    field('Kernel Version', info?.kernelVersion ?? ''),
    field('OS Image', info?.osImage ?? ''),
    field('Operating System', info?.operatingSystem ?? ''),
    field('Architecture', info?.architecture ?? ''),
    field('Container Runtime Version', info?.containerRuntimeVersion ?? ''),
    field('Kubelet Version', info?.kubeletVersion ?? ''),
    field('Kube-Proxy Version', info?.kubeProxyVersion ?? ''),
  ];
  return ['System Info:', ...indent(lines)];
}
