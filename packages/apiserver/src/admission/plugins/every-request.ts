import type { AdmissionRule } from '../admission-plugin.js';

/** Whatever is asked for: what else decides is not known before. */
export const everyRequest: readonly AdmissionRule[] = [
  { operations: ['CREATE', 'UPDATE', 'DELETE', 'CONNECT'], resources: ['*'], subresources: ['', '*'] },
];
