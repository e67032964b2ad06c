import type { UnstructuredObject } from '@sampan/api';
import type { ObjectTarget } from '../../framework/selection.js';
import type { DryRun } from '../../framework/writes.js';

/** What the flags of apply say about each object. */
export interface ApplyOptions {
  dryRun: DryRun;
  fieldManager: string;
  validation: 'Strict' | 'Warn' | 'Ignore';
  overwrite: boolean;
  /** Delete and create an object that cannot be patched. */
  force: boolean;
  forceConflicts: boolean;
  propagationPolicy: 'Background' | 'Foreground' | 'Orphan';
  gracePeriod: number;
  timeout: number;
  subresource: string;
}

/** What became of one object. */
export interface Applied {
  target: ObjectTarget;
  object: UnstructuredObject;
  operation: 'created' | 'configured' | 'unchanged' | 'serverside-applied';
}
