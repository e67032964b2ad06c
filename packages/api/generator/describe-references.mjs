import { descriptionsByDefinition, descriptionsByField, descriptionsOfMetadata } from './overlay/descriptions.mjs';
import { overlayTable } from './overlay-table.mjs';

/**
 * Describes, in `descriptions`, what the client has no words for, as far as the overlay has them: fields that refer to a
 * definition, and plain values.
 *
 * @param {Record<string, object>} definitions by upstream name
 * @param {Record<string, Record<string, string>>} descriptions by upstream name, then by field
 */
export function describeReferences(definitions, descriptions) {
  const table = overlayTable('descriptions', descriptionsByDefinition);
  for (const [name, { properties = {} }] of Object.entries(definitions)) {
    const ours = table.find(name) ?? {};
    descriptions[name] ??= { '': '' };
    const known = descriptions[name];
    for (const [field, text] of Object.entries(ours)) {
      const isMissing = field === '' || properties[field]?.$ref !== undefined;
      if (!isMissing || known[field]) throw new Error(`descriptions: ${name} needs none for ${field}`);
      known[field] = text;
    }
    for (const [field, { $ref }] of Object.entries(properties)) {
      const text = $ref && generalDescription(field, $ref.split('.').at(-1));
      if (text !== undefined) known[field] ??= text;
    }
  }
  table.assertUsed();
}

function generalDescription(field, target) {
  return field === 'metadata' ? descriptionsOfMetadata[target] : descriptionsByField[field];
}
