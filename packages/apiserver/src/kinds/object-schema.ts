import type { Schema } from '@sampan/api';
import { referenceTo } from '@sampan/api/schemas';

const meta = 'io.k8s.apimachinery.pkg.apis.meta.v1';

/** The schema of a custom resource's objects: what its definition says, and what every object has. */
export function objectSchema(schema: Schema): Schema {
  return { ...schema, properties: { ...schema.properties, ...objectProperties(`${meta}.ObjectMeta`) } };
}

/** What every object has, or every list; `metadata` names the definition of its metadata. */
export function objectProperties(metadata: string): Record<string, Schema> {
  return {
    apiVersion: { type: 'string', description: 'The group and version of the kind, such as apps/v1.' },
    kind: { type: 'string', description: 'The name of the kind.' },
    metadata: { $ref: referenceTo(metadata), description: 'What all objects have: name, labels, and the like.' },
  };
}
