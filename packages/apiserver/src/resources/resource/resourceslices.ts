import { type FieldError, formatTime, type ResourceSlice, resources } from '@sampan/api';
import { ageColumn, nameColumn } from '../../kinds/columns/common-columns.js';
import { defineResource } from '../../kinds/define-resource.js';
import type { StrategyContext } from '../../kinds/strategy.js';
import { formerSlices } from './former-versions.js';
import { validateSliceChange, validateSliceSpec } from './validation/slice-spec.js';

/** Devices that a driver offers. */
export const resourceslices = defineResource<ResourceSlice>(resources.resourceSlices, {
  strategy: {
    countsGeneration: true,
    prepareForCreate: prepare,
    prepareForUpdate: (slice, _old, context) => prepare(slice, context),
    validate: ({ spec }): FieldError[] => validateSliceSpec('spec', spec),
    validateUpdate: validateSliceChange,
  },
  columns: [
    nameColumn,
    {
      name: 'Node',
      type: 'string',
      description: 'The node whose devices they are.',
      cell: ({ spec }) => spec.nodeName ?? '<unset>',
    },
    { name: 'Driver', type: 'string', description: 'Who offers them.', cell: ({ spec }) => spec.driver },
    { name: 'Pool', type: 'string', description: 'What the slice is a part of.', cell: ({ spec }) => spec.pool.name },
    ageColumn,
  ],
  selectableFields: { 'spec.nodeName': ({ spec }) => spec.nodeName ?? '', 'spec.driver': ({ spec }) => spec.driver },
  versions: formerSlices,
});

/** Lists of attributes and what devices take of a node's own resources are alpha: they are dropped. Taints have a time. */
function prepare({ spec }: ResourceSlice, { now }: StrategyContext): void {
  for (const device of spec.devices ?? []) {
    delete device.nodeAllocatableResourceMappings;
    for (const attribute of Object.values(device.attributes ?? {})) {
      for (const list of ['bools', 'ints', 'strings', 'versions'] as const) delete attribute[list];
    }
    for (const taint of device.taints ?? []) taint.timeAdded ??= formatTime(now);
  }
}
