import type { Pod } from '@sampan/api';
import { describe, expect, it } from 'vitest';
import type { ClusterEventName, ClusterEvents } from '../framework/cluster-events.js';
import { Profiles } from '../framework/profiles.js';
import { clusterOf, node, pod, profileOver, requesting } from '../testing/decisions.js';

const profiles = new Profiles([profileOver(clusterOf())]);
const small = node('n', { allocatable: { cpu: '1' } });
const large = node('n', { allocatable: { cpu: '8' } });
const cordoned = node('n', { spec: { unschedulable: true } });
const tainted = node('n', { spec: { taints: [{ key: 'x', effect: 'NoSchedule' }] } });
const labelled = node('n', { labels: { disk: 'ssd' } });
const web = pod({}, { labels: { app: 'web' } });
const db = pod({}, { labels: { app: 'db' } });
const big = pod(requesting({ cpu: '2' }));
const ssd = pod({ nodeSelector: { disk: 'ssd' } });
const withPort = (hostPort: number) =>
  pod({ containers: [{ name: 'a', image: 'b', ports: [{ containerPort: 80, hostPort }] }] });
const term = { topologyKey: 'zone', labelSelector: { matchLabels: { app: 'db' } } };
const needing = pod({ affinity: { podAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [term] } } });
const spread = pod({
  topologySpreadConstraints: [
    {
      ...{ maxSkew: 1, topologyKey: 'kubernetes.io/hostname', whenUnsatisfiable: 'DoNotSchedule' },
      labelSelector: { matchLabels: { app: 'web' } },
    },
  ],
});
const using = pod({ volumes: [{ name: 'v', persistentVolumeClaim: { claimName: 'data' } }] });
const claim = (name: string) => ({
  ...{ apiVersion: 'v1', kind: 'PersistentVolumeClaim', metadata: { name, namespace: 'default' }, spec: {} },
});

/** Whether the event may help the Pod that the plugin has refused. */
type Case = { [Name in ClusterEventName]: [string, Pod, Name, ClusterEvents[Name], boolean] }[ClusterEventName];

describe('what may help a Pod that was refused by', () => {
  it.each<Case>([
    ['NodeResourcesFit', big, 'nodeAdded', { node: small }, false],
    ['NodeResourcesFit', big, 'nodeAdded', { node: large }, true],
    ['NodeResourcesFit', big, 'nodeUpdated', { node: large, old: small }, true],
    ['NodeResourcesFit', big, 'nodeUpdated', { node: large, old: large }, false],
    ['NodeResourcesFit', big, 'assignedPodDeleted', { pod: web }, true],
    ['NodeResourcesFit', big, 'assignedPodAdded', { pod: web }, false],
    ['NodeResourcesFit', big, 'podUpdated', { pod: web, old: big }, true],
    ['NodeUnschedulable', web, 'nodeUpdated', { node: small, old: cordoned }, true],
    ['NodeUnschedulable', web, 'nodeUpdated', { node: cordoned, old: small }, false],
    ['NodeUnschedulable', web, 'nodeAdded', { node: cordoned }, false],
    ['TaintToleration', web, 'nodeUpdated', { node: small, old: tainted }, true],
    ['TaintToleration', web, 'nodeAdded', { node: tainted }, false],
    ['NodeAffinity', ssd, 'nodeAdded', { node: small }, false],
    ['NodeAffinity', ssd, 'nodeUpdated', { node: labelled, old: small }, true],
    ['NodeAffinity', ssd, 'nodeUpdated', { node: labelled, old: labelled }, false],
    ['NodePorts', withPort(80), 'assignedPodDeleted', { pod: withPort(80) }, true],
    ['NodePorts', withPort(80), 'assignedPodDeleted', { pod: withPort(81) }, false],
    ['InterPodAffinity', needing, 'assignedPodAdded', { pod: db }, true],
    ['InterPodAffinity', needing, 'assignedPodAdded', { pod: web }, false],
    ['PodTopologySpread', spread, 'assignedPodDeleted', { pod: web }, true],
    ['PodTopologySpread', spread, 'assignedPodDeleted', { pod: db }, false],
    ['VolumeBinding', using, 'claimChanged', { claim: claim('data') }, true],
    ['VolumeBinding', using, 'claimChanged', { claim: claim('other') }, false],
    ['VolumeBinding', using, 'assignedPodDeleted', { pod: web }, false],
    ['SchedulingGates', web, 'podUpdated', { pod: web, old: web }, true],
  ])('%s: case %#', (plugin, candidate, name, event, expected) => {
    expect(profiles.mayHelp(plugin, candidate, name, event)).toBe(expected);
  });
});
