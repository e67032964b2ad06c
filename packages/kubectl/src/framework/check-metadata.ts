import { CommandError } from './errors.js';

const fields: Readonly<Record<string, 'string' | 'map[string]string' | '[]string' | '[]v1.OwnerReference'>> = {
  name: 'string',
  generateName: 'string',
  namespace: 'string',
  selfLink: 'string',
  uid: 'string',
  resourceVersion: 'string',
  labels: 'map[string]string',
  annotations: 'map[string]string',
  finalizers: '[]string',
  ownerReferences: '[]v1.OwnerReference',
};

/**
 * Throws where the metadata of a manifest have fields of other types than the API's, in the words of Go's decoder: a YAML
 * boolean as an annotation's value, a number as a name. Nothing that is done with metadata needs to look again.
 */
export function checkMetadata(metadata: unknown, source: string): void {
  const problem = metadataProblem(metadata);
  if (problem === undefined) return;
  throw new CommandError(`unable to decode ${JSON.stringify(source)}: json: cannot unmarshal ${problem}`);
}

function metadataProblem(metadata: unknown): string | undefined {
  if (metadata === undefined || metadata === null) return undefined;
  if (kindOf(metadata) !== 'object') {
    return `${kindOf(metadata)} into Go struct field metadataOnlyObject.metadata of type v1.ObjectMeta`;
  }
  for (const [field, value] of Object.entries(metadata as object)) {
    const type = fields[field];
    const bad = type === undefined ? undefined : mismatch(value, type);
    if (bad !== undefined) return `${bad.kind} into Go struct field ObjectMeta.metadata.${field} of type ${bad.type}`;
  }
  return undefined;
}

function mismatch(value: unknown, type: string): { kind: string; type: string } | undefined {
  if (value === null || value === undefined) return undefined;
  const kind = kindOf(value);
  if (type === 'string') return kind === 'string' ? undefined : { kind, type };
  if (kind !== (type.startsWith('[]') ? 'array' : 'object')) return { kind, type };
  if (type === '[]v1.OwnerReference') return undefined;
  for (const element of Object.values(value)) {
    const bad = mismatch(element, 'string');
    if (bad !== undefined) return bad;
  }
  return undefined;
}

/** What Go's decoder calls the kinds of JSON values. */
function kindOf(value: unknown): string {
  if (Array.isArray(value)) return 'array';
  return typeof value === 'boolean' ? 'bool' : typeof value;
}
