import type { AdmissionRule } from '../admission-plugin.js';

/** The creation of a Pod, as opposed to one of its subresources. */
export const podCreation: readonly AdmissionRule[] = [{ operations: ['CREATE'], resources: ['pods'] }];

/** Other requests and limits for a Pod that is there. */
export const podResize: AdmissionRule = { operations: ['UPDATE'], resources: ['pods'], subresources: ['resize'] };

/** The creation of a Pod, and changes of it, as opposed to those of its subresources. */
export const podWrite: readonly AdmissionRule[] = [{ operations: ['CREATE', 'UPDATE'], resources: ['pods'] }];
