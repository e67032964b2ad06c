import { ageOf, type Container, type Pod, type PodCondition, qosClass } from '@sampan/api';
import { subjectOf } from './describe-object.js';
import { defineDescriber } from './describer.js';
import { eventTable } from './event-table.js';
import { field, indent, labelLines, optionalField, tableLines } from './lines.js';
import { containerLines, resourceLines } from './parts/containers.js';
import { labelAndAnnotationLines, nameLines } from './parts/metadata.js';
import { tolerationLines } from './parts/tolerations.js';
import { spreadLines } from './parts/topology-spread.js';
import { volumeLines } from './parts/volumes.js';
import { controllerName, formatTime } from './values.js';

const mirrorAnnotation = 'kubernetes.io/config.mirror';

export const podDescriber = defineDescriber<Pod>({
  group: '',
  kind: 'Pod',
  async describe(described, context) {
    const pod = described.spec === undefined ? { ...described, spec: { containers: [] } } : described;
    const { kind: _, ...subject } = subjectOf(pod);
    const uid = pod.metadata.annotations?.[mirrorAnnotation] ?? subject.uid;
    const events = await context.events({ ...subject, uid });
    return [...podLines(pod, context.now), ...(events === undefined ? [] : eventTable(events, context.now))];
  },
});

function podLines(pod: Pod, now: number): string[] {
  const { spec, status = {} } = pod;
  const { initContainers = [], ephemeralContainers = [] } = spec;
  return [
    ...nameLines(pod),
    ...optionalField('Priority', spec.priority),
    ...optionalField('Priority Class Name', spec.priorityClassName),
    ...optionalField('Runtime Class Name', spec.runtimeClassName),
    ...optionalField('Service Account', spec.serviceAccountName),
    field('Node', spec.nodeName ? `${spec.nodeName}/${status.hostIP ?? ''}` : '<none>'),
    ...(status.startTime ? [field('Start Time', formatTime(status.startTime))] : []),
    ...labelAndAnnotationLines(pod),
    ...phaseLines(pod, now),
    ...optionalField('Reason', status.reason),
    ...optionalField('Message', status.message),
    ...seccompLines(pod),
    ...addressLines(pod),
    ...optionalField('Controlled By', controllerName(pod)),
    ...optionalField('NominatedNodeName', status.nominatedNodeName),
    ...(spec.resources ? ['Resources:', ...indent(resourceLines(spec.resources))] : []),
    ...(initContainers.length === 0
      ? []
      : containerLines({
          title: 'Init Containers',
          containers: initContainers,
          statuses: status.initContainerStatuses,
          pod,
        })),
    ...containerLines({ title: 'Containers', containers: spec.containers, statuses: status.containerStatuses, pod }),
    ...(ephemeralContainers.length === 0
      ? []
      : containerLines({
          title: 'Ephemeral Containers',
          containers: ephemeralContainers as Container[],
          statuses: status.ephemeralContainerStatuses,
          pod,
        })),
    ...gateLines(pod),
    ...podConditionLines(status.conditions),
    ...volumeLines(spec.volumes),
    field('QoS Class', status.qosClass || qosClass(spec)),
    ...labelLines('Node-Selectors', spec.nodeSelector),
    ...tolerationLines('Tolerations', spec.tolerations),
    ...spreadLines(spec.topologySpreadConstraints),
  ];
}

function phaseLines({ metadata, status }: Pod, now: number): string[] {
  const { deletionTimestamp, deletionGracePeriodSeconds = 0 } = metadata;
  const phase = status?.phase ?? '';
  if (deletionTimestamp === undefined || phase === 'Failed' || phase === 'Succeeded') return [field('Status', phase)];
  return [
    field('Status', `Terminating (lasts ${ageOf(deletionTimestamp, now)})`),
    field('Termination Grace Period', `${deletionGracePeriodSeconds}s`),
  ];
}

function seccompLines({ spec }: Pod): string[] {
  const profile = spec.securityContext?.seccompProfile;
  if (!profile) return [];
  const local = profile.type === 'Localhost' ? [field('LocalhostProfile', profile.localhostProfile ?? '')] : [];
  return [field('SeccompProfile', profile.type), ...local];
}

function addressLines({ status = {} }: Pod): string[] {
  const { podIP = '', podIPs = [] } = status;
  const addresses =
    podIPs.length === 0 ? ['IPs:\t<none>'] : ['IPs:', ...indent(podIPs.map(({ ip }) => field('IP', ip)))];
  return [field('IP', podIP), ...addresses];
}

function gateLines({ spec, status }: Pod): string[] {
  const { readinessGates = [] } = spec;
  if (readinessGates.length === 0) return [];
  const rows = readinessGates.map(({ conditionType }) => {
    const condition = status?.conditions?.find(({ type }) => type === conditionType);
    return [`${conditionType} `, `${condition?.status ?? '<none>'} `];
  });
  return tableLines('Readiness Gates:', ['Type', 'Status'], rows);
}

function podConditionLines(conditions: readonly PodCondition[] = []): string[] {
  if (conditions.length === 0) return [];
  const rows = conditions.map(({ type, status }) => [`${type} `, `${status} `]);
  return tableLines('Conditions:', ['Type', 'Status'], rows);
}
