import { keptZeros } from './overlay/kept-zeros.mjs';
import { overlayTable } from './overlay-table.mjs';

/**
 * What no definition says of its fields, by upstream name: which scalars keep their zero values.
 *
 * @param {Record<string, object>} definitions by upstream name
 * @returns {Record<string, { keptZeros?: string[] }>}
 */
export function buildRules(definitions) {
  const zeros = overlayTable('keptZeros', keptZeros);
  const rules = {};
  for (const [name, definition] of Object.entries(definitions)) {
    const kept = zeros.find(name);
    if (kept === undefined) continue;
    for (const field of kept) requireOptionalScalar(name, definition, field);
    rules[name] = { keptZeros: kept };
  }
  zeros.assertUsed();
  return rules;
}

const scalars = ['boolean', 'integer', 'number', 'string'];

function requireOptionalScalar(name, { properties = {}, required = [] }, field) {
  const type = properties[field]?.type;
  if (!scalars.includes(type) || required.includes(field)) {
    throw new Error(`keptZeros: ${name} has no scalar field ${field} that need not be there`);
  }
}
