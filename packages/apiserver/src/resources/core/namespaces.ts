import { type FieldError, field, isDns1123Label, isQualifiedName, type Namespace, resources } from '@sampan/api';
import { ageColumn, nameColumn } from '../../kinds/columns/common-columns.js';
import { defineResource } from '../../kinds/define-resource.js';
import { statusSubresource } from '../../kinds/status-subresource.js';
import type { ViewSubresource } from '../../kinds/subresource.js';

/** Keeps a Namespace until its content is gone. */
const namespaceFinalizer = 'kubernetes';

export const namespaces = defineResource(resources.namespaces, {
  verbs: ['create', 'delete', 'get', 'list', 'patch', 'update', 'watch'],
  strategy: {
    nameRule: isDns1123Label,
    defaults,
    prepareForCreate,
    prepareForUpdate,
    validate,
    validateStatusUpdate,
    heldBack: (namespace) => (namespace.spec.finalizers ?? []).length > 0,
    beginDeletion,
    returnsDeleted: true,
  },
  subresources: { status: statusSubresource(), finalize: finalizeSubresource() },
  columns: [
    nameColumn,
    {
      name: 'Status',
      type: 'string',
      description: 'Whether the namespace is in use or on its way out.',
      cell: (namespace) => namespace.status?.phase ?? '',
    },
    ageColumn,
  ],
  selectableFields: {
    'status.phase': (namespace) => namespace.status?.phase ?? '',
    name: (namespace) => namespace.metadata.name ?? '',
  },
});

/** Every Namespace carries its own name as a label, so that selectors can name it. */
function defaults(namespace: Namespace): void {
  namespace.spec ??= {};
  namespace.status ??= {};
  namespace.status.phase ||= 'Active';
  labelWithName(namespace);
}

/** A generated name is only known when the object is prepared. */
function labelWithName({ metadata }: Namespace): void {
  if (metadata.name) metadata.labels = { ...metadata.labels, 'kubernetes.io/metadata.name': metadata.name };
}

function prepareForCreate(namespace: Namespace): void {
  labelWithName(namespace);
  namespace.status = { phase: 'Active' };
  const finalizers = namespace.spec.finalizers ?? [];
  if (!finalizers.includes(namespaceFinalizer)) namespace.spec.finalizers = [...finalizers, namespaceFinalizer];
}

/** Finalizers are removed by `finalize` alone. */
function prepareForUpdate(namespace: Namespace, old: Namespace, { subresource }: { subresource: string }): void {
  if (subresource !== 'finalize') namespace.spec.finalizers = old.spec.finalizers;
  if (namespace.metadata.deletionTimestamp === undefined) return;
  namespace.status = { ...namespace.status, phase: 'Terminating' };
}

/** A namespace goes when its content has gone: it has no grace period, not even one of 0 seconds. */
function beginDeletion(namespace: Namespace): void {
  delete namespace.metadata.deletionGracePeriodSeconds;
  namespace.status = { ...namespace.status, phase: 'Terminating' };
}

function validate(namespace: Namespace): FieldError[] {
  return (namespace.spec.finalizers ?? []).flatMap((finalizer) =>
    finalizer === namespaceFinalizer || finalizer === 'orphan'
      ? []
      : [
          ...isQualifiedName(finalizer).map((message) => field.invalid('spec.finalizers', finalizer, message)),
          ...(finalizer.includes('/')
            ? []
            : [
                field.invalid(
                  'spec.finalizers',
                  finalizer,
                  'name is neither a standard finalizer name nor is it fully qualified',
                ),
              ]),
        ],
  );
}

function validateStatusUpdate(namespace: Namespace): FieldError[] {
  const phase = namespace.status?.phase ?? '';
  const terminating = namespace.metadata.deletionTimestamp !== undefined;
  if (terminating && phase !== 'Terminating') {
    return [field.invalid('status.phase', phase, "may only be 'Terminating' if `deletionTimestamp` is not empty")];
  }
  if (!terminating && phase !== 'Active') {
    return [field.invalid('status.phase', phase, "may only be 'Active' if `deletionTimestamp` is empty")];
  }
  return [];
}

/** `finalize`: the namespace controller says here that the content is gone. */
function finalizeSubresource(): ViewSubresource<Namespace> {
  return {
    type: 'view',
    verbs: ['update'],
    view: (namespace) => namespace,
    merge: (current, view) => ({
      ...current,
      metadata: { ...current.metadata, resourceVersion: view.metadata.resourceVersion },
      spec: { ...current.spec, finalizers: (view as Namespace).spec?.finalizers ?? [] },
    }),
  };
}
