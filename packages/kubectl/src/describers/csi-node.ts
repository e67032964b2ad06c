import type { CSINode, CSINodeDriver } from '@sampan/api';
import { defineDescriber } from './describer.js';
import { field, indent } from './lines.js';
import { labelAndAnnotationLines } from './parts/metadata.js';
import { formatTime, goList } from './values.js';

export const csiNodeDescriber = defineDescriber<CSINode>({
  group: 'storage.k8s.io',
  kind: 'CSINode',
  async describe(csiNode, context) {
    const { metadata, spec } = csiNode;
    return [
      field('Name', metadata.name),
      ...labelAndAnnotationLines(csiNode),
      field('CreationTimestamp', formatTime(metadata.creationTimestamp)),
      'Spec:',
      ...(spec.drivers ? indent(['Drivers:', ...indent(spec.drivers.flatMap(driverLines))]) : []),
      ...(await context.eventLines(csiNode)),
    ];
  },
});

function driverLines({ name, nodeID, allocatable, topologyKeys }: CSINodeDriver): string[] {
  const count = allocatable?.count;
  return [
    `${name}:`,
    ...indent([
      field('Node ID', nodeID),
      ...(count === undefined ? [] : ['Allocatables:', ...indent([field('Count', count)])]),
      ...(topologyKeys ? [field('Topology Keys', goList(topologyKeys))] : []),
    ]),
  ];
}
