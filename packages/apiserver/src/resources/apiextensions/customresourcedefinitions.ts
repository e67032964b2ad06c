import { type CustomResourceDefinition, deepEqual, formatTime, resources, setCondition } from '@sampan/api';
import { nameColumn } from '../../kinds/columns/common-columns.js';
import { defineResource } from '../../kinds/define-resource.js';
import { statusSubresource } from '../../kinds/status-subresource.js';
import { cleanupFinalizer } from './cleanup-finalizer.js';
import { validateDefinition, validateDefinitionChange } from './validation/validate-definition.js';

/**
 * Definitions of custom resources. Who is served because of them, with which names, and how they go is the business of
 * `custom-resources/`.
 */
export const customresourcedefinitions = defineResource(resources.customResourceDefinitions, {
  strategy: {
    countsGeneration: true,
    defaults,
    prepareForCreate: (crd) => {
      crd.status = { acceptedNames: { plural: '', kind: '' }, conditions: [], storedVersions: [] };
      rememberStoredVersion(crd);
    },
    prepareForUpdate: (crd, _, { subresource }) => {
      if (subresource === '') rememberStoredVersion(crd);
    },
    validateCreate: (crd) => validateDefinition(crd),
    validateUpdate: validateDefinitionChange,
    // Its instances keep a definition until somebody has looked whether there are any.
    heldBack: ({ metadata }) => metadata.deletionTimestamp === undefined,
    beginDeletion,
  },
  subresources: { status: statusSubresource() },
  columns: [
    nameColumn,
    {
      name: 'Created At',
      type: 'date',
      description: 'When it was created.',
      cell: ({ metadata }) => metadata.creationTimestamp ?? '',
    },
  ],
});

function defaults(crd: CustomResourceDefinition): void {
  fillIn(crd);
  const { spec } = crd;
  const { names } = spec;
  if (names.singular === undefined || names.singular === '') names.singular = names.kind.toLowerCase();
  if ((names.listKind === undefined || names.listKind === '') && names.kind !== '')
    names.listKind = `${names.kind}List`;
  spec.conversion ??= { strategy: 'None' };
  const service = spec.conversion.webhook?.clientConfig?.service;
  if (service !== undefined) service.port ??= 443;
}

/** What has to be there is empty where it is not, as Go has it: what is wrong with it is for validation to say. */
function fillIn(crd: CustomResourceDefinition): void {
  crd.spec ??= {} as CustomResourceDefinition['spec'];
  crd.spec.group ??= '';
  crd.spec.scope ??= '';
  crd.spec.names ??= {} as CustomResourceDefinition['spec']['names'];
  crd.spec.names.plural ??= '';
  crd.spec.names.kind ??= '';
  crd.spec.versions ??= [];
  for (const version of crd.spec.versions) version.name ??= '';
}

/** Objects may lie in every version that was the stored one at some time. */
function rememberStoredVersion({ spec, status }: CustomResourceDefinition): void {
  const stored = spec.versions.find(({ storage }) => storage)?.name;
  if (stored === undefined || status?.storedVersions?.includes(stored) || status === undefined) return;
  status.storedVersions = [...(status.storedVersions ?? []), stored];
}

function beginDeletion(crd: CustomResourceDefinition): void {
  const { metadata } = crd;
  if (
    deepEqual(
      metadata.finalizers?.filter((finalizer) => finalizer === cleanupFinalizer),
      [cleanupFinalizer],
    )
  )
    return;
  metadata.finalizers = [...(metadata.finalizers ?? []), cleanupFinalizer];
  const pending = {
    type: 'Terminating',
    status: 'True',
    reason: 'InstanceDeletionPending',
    message: 'CustomResourceDefinition marked for deletion; CustomResource deletion will begin soon',
  };
  const now = Date.parse(metadata.deletionTimestamp ?? formatTime(0));
  crd.status = { ...crd.status, conditions: setCondition(crd.status?.conditions, pending, now) };
}
