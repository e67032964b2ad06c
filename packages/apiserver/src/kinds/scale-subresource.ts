import {
  type FieldSet,
  invalid,
  type KubernetesObject,
  leaf,
  managersAfterScale,
  managersOfScale,
  type Scale,
} from '@sampan/api';
import { ageColumn, nameColumn } from './columns/common-columns.js';
import type { ViewSubresource } from './subresource.js';
import type { TableColumn } from './table-column.js';
import { validateNonNegative } from './validation/numbers.js';

/** Where a kind keeps what `autoscaling/v1 Scale` shows. */
export interface ScaleFields<T extends KubernetesObject> {
  /** The wanted number of replicas. */
  replicas(object: T): number;
  /** A copy of `object` that wants so many replicas. */
  withReplicas(object: T, replicas: number): T;
  /** The observed number of replicas. */
  statusReplicas(object: T): number;
  /** The selector of the replicas' Pods, as a query would write it (`app=web`). */
  selector(object: T): string;
  /** The fields on the way to the wanted number; `spec` and `replicas` by default. */
  readonly path?: readonly string[];
}

/** The `scale` subresource: the number of replicas of any kind, seen and changed through one kind. */
export function scaleSubresource<T extends KubernetesObject>(fields: ScaleFields<T>): ViewSubresource<T> {
  const owned = fields.path?.reduceRight<FieldSet>((below, step) => ({ [`f:${step}`]: below }), leaf);
  return {
    type: 'view',
    kind: { group: 'autoscaling', version: 'v1', kind: 'Scale' },
    columns: scaleColumns as TableColumn<KubernetesObject>[],
    view: (object) => scaleOf(object, fields),
    merge: (current, view) => {
      const replicas = (view as Scale).spec?.replicas ?? 0;
      const errors = validateNonNegative('spec.replicas', replicas);
      if (errors.length > 0)
        throw invalid({ group: 'autoscaling', kind: 'Scale' }, current.metadata.name ?? '', errors);
      return fields.withReplicas(current, replicas);
    },
    managers: {
      toView: (entries) => managersOfScale(entries, owned),
      fromView: ({ apiVersion, metadata }, ofView) =>
        managersAfterScale(metadata.managedFields, ofView, apiVersion, owned),
    },
  };
}

const { format: _, ...scaleName } = nameColumn;

const scaleColumns: TableColumn<Scale & KubernetesObject>[] = [
  scaleName,
  {
    name: 'Desired',
    type: 'integer',
    description: 'How many replicas are wanted.',
    cell: ({ spec }) => spec?.replicas ?? 0,
  },
  {
    name: 'Available',
    type: 'integer',
    description: 'How many replicas there are.',
    cell: ({ status }) => status?.replicas ?? 0,
  },
  ageColumn,
];

function scaleOf<T extends KubernetesObject>(object: T, fields: ScaleFields<T>): Scale {
  const { name, namespace, uid, resourceVersion, creationTimestamp } = object.metadata;
  const selector = fields.selector(object);
  const replicas = fields.replicas(object);
  return {
    apiVersion: 'autoscaling/v1',
    kind: 'Scale',
    metadata: { name, namespace, uid, resourceVersion, creationTimestamp },
    // Go leaves a zero out.
    spec: replicas === 0 ? {} : { replicas },
    status: { replicas: fields.statusReplicas(object), ...(selector === '' ? {} : { selector }) },
  };
}
