import {
  type FieldError,
  field,
  isDns1123Subdomain,
  resources,
  type VolumeAttachment,
  type VolumeAttachmentSource,
} from '@sampan/api';
import type { Place } from '@sampan/api/schemas';
import { ageColumn, nameColumn } from '../../kinds/columns/common-columns.js';
import { defineResource } from '../../kinds/define-resource.js';
import { statusSubresource } from '../../kinds/status-subresource.js';
import { optionalText } from '../../kinds/validation/messages.js';
import { validateDriverName, validateInlineVolumeSpec } from '../core/persistent-volume-spec.js';

/** Says that a volume is to be attached to a node, and whether it is. */
export const volumeattachments = defineResource(resources.volumeAttachments, {
  strategy: {
    prepareForCreate: (attachment) => {
      attachment.status = { attached: false };
    },
    checks: { 'spec.source': validateSource },
    validateCreate,
    returnsDeleted: true,
  },
  subresources: { status: statusSubresource() },
  columns: [
    nameColumn,
    {
      name: 'Attacher',
      type: 'string',
      format: 'name',
      description: 'Who attaches it.',
      cell: ({ spec }) => spec.attacher,
    },
    {
      name: 'PV',
      type: 'string',
      description: 'The volume.',
      cell: ({ spec }) => spec.source.persistentVolumeName ?? '',
    },
    { name: 'Node', type: 'string', description: 'The node.', cell: ({ spec }) => spec.nodeName },
    {
      name: 'Attached',
      type: 'boolean',
      description: 'Whether it is attached.',
      cell: ({ status }) => status?.attached ?? false,
    },
    ageColumn,
  ],
  versions: {
    'storage.k8s.io/v1beta1': { lifecycle: { introduced: '1.10', deprecated: '1.19', removed: '1.22' } },
    'storage.k8s.io/v1alpha1': { lifecycle: { introduced: '1.9', deprecated: '1.21', removed: '1.24' } },
  },
});

function validateSource(source: VolumeAttachmentSource = {}, { path }: Place): FieldError[] {
  const { inlineVolumeSpec, persistentVolumeName } = source;
  const detail = 'must specify exactly one of inlineVolumeSpec and persistentVolumeName';
  if (inlineVolumeSpec === undefined && persistentVolumeName === undefined) return [field.required(path, detail)];
  if (inlineVolumeSpec !== undefined && persistentVolumeName !== undefined) return [field.forbidden(path, detail)];
  if (inlineVolumeSpec !== undefined) return validateInlineVolumeSpec(`${path}.inlineVolumeSpec`, inlineVolumeSpec);
  return persistentVolumeName === ''
    ? [field.required(`${path}.persistentVolumeName`, 'must specify non empty persistentVolumeName')]
    : [];
}

/** What the first version did not ask for, and old objects need not be. */
function validateCreate({ spec }: VolumeAttachment): FieldError[] {
  return [
    ...validateDriverName('spec.attacher', spec.attacher),
    ...optionalText('spec.source.persistentVolumeName', spec.source.persistentVolumeName, isDns1123Subdomain),
  ];
}
