import type { Schema, SchemaRegistry } from '@sampan/api';

/** The kind that a body has to be of. */
export interface ExpectedKind {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  readonly schema: Schema;
  readonly registry: SchemaRegistry;
  /** Versions of the same kind that bodies may say as well, as they look alike. */
  readonly otherVersions?: readonly string[];
}
