import type { LimitRange } from '@sampan/api';
import { defineDescriber } from './describer.js';
import { limitRows, limitsHeader } from './parts/limits.js';
import { nameLines } from './parts/metadata.js';

export const limitRangeDescriber = defineDescriber<LimitRange>({
  group: '',
  kind: 'LimitRange',
  describe: (limitRange) => [...nameLines(limitRange), ...limitsHeader, ...limitRows(limitRange)],
});
