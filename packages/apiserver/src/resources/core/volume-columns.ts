import { type PersistentVolume, type PersistentVolumeClaim, storageClassOf } from '@sampan/api';
import type { TableColumn } from '../../kinds/table-column.js';

/** What a table shows of volumes and of claims alike. */
type Volume = PersistentVolume | PersistentVolumeClaim;

export const phaseColumn: TableColumn<Volume> = {
  name: 'Status',
  type: 'string',
  description: 'How far it is from being bound to being gone.',
  cell: ({ metadata, status }) => (metadata.deletionTimestamp === undefined ? (status?.phase ?? '') : 'Terminating'),
};

export const storageClassColumn: TableColumn<Volume> = {
  name: 'StorageClass',
  type: 'string',
  description: 'The class that a volume is of, or that a claim asks for.',
  cell: (volume) => storageClassOf(volume) ?? '',
};

export const attributesClassColumn: TableColumn<Volume> = {
  name: 'VolumeAttributesClass',
  type: 'string',
  description: 'The class of its attributes.',
  cell: ({ spec }) => spec?.volumeAttributesClassName ?? '<unset>',
};

export const volumeModeColumn: TableColumn<Volume> = {
  name: 'VolumeMode',
  type: 'string',
  priority: 1,
  description: 'Whether it is a file system or a block device.',
  cell: ({ spec }) => spec?.volumeMode ?? '<unset>',
};
