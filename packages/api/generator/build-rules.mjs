import { keptZeros } from './overlay/kept-zeros.mjs';
import { checkedByCode, fieldRules } from './overlay/rules/index.mjs';
import { members } from './overlay/rules/members.mjs';
import { overlayTable } from './overlay-table.mjs';

/**
 * What no definition says of its fields, by upstream name: which scalars keep their zero values, what fields may be, and
 * what they are by default.
 *
 * @param {Record<string, object>} definitions by upstream name
 * @returns {Record<string, { keptZeros?: string[], checkedByCode?: true, fields?: Record<string, object>, members?: object }>}
 */
export function buildRules(definitions) {
  const zeros = overlayTable('keptZeros', keptZeros);
  const rules = overlayTable('rules', fieldRules);
  const unions = overlayTable('members', members);
  const byCode = overlayTable('checkedByCode', Object.fromEntries(checkedByCode.map((name) => [name, true])));
  const result = {};
  for (const [name, definition] of Object.entries(definitions)) {
    const kept = zeros.find(name);
    const fields = rules.find(name);
    for (const field of kept ?? []) requireOptionalScalar(name, definition, field);
    for (const [field, rule] of Object.entries(fields ?? {})) requireFitting(name, definition, field, rule);
    const code = byCode.find(name);
    const union = unions.find(name);
    for (const field of union?.fields ?? []) {
      if (definition.properties[field] === undefined) throw new Error(`members: ${name} has no field ${field}`);
    }
    if (kept ?? fields ?? code ?? union) {
      result[name] = {
        ...(kept && { keptZeros: kept }),
        ...(code && { checkedByCode: true }),
        ...(fields && { fields }),
        ...(union && { members: union }),
      };
    }
  }
  zeros.assertUsed();
  rules.assertUsed();
  byCode.assertUsed();
  unions.assertUsed();
  return result;
}

const scalars = ['boolean', 'integer', 'number', 'string'];

function requireOptionalScalar(name, { properties = {}, required = [] }, field) {
  const type = properties[field]?.type;
  if (!scalars.includes(type) || required.includes(field)) {
    throw new Error(`keptZeros: ${name} has no scalar field ${field} that need not be there`);
  }
}

/** What may be said of fields, and of what they have to be for it to mean something. */
const sayings = {
  required: () => true,
  default: () => true,
  when: () => true,
  immutable: () => true,
  enum: (schema) => schema.type === 'string',
  format: (schema) => schema.type === 'string',
  maxLength: (schema) => schema.type === 'string',
  minimum: (schema) => schema.type === 'integer',
  maximum: (schema) => schema.type === 'integer',
  exclusiveMinimum: (schema) => schema.type === 'integer',
  maxItems: (schema) => schema.type === 'array',
  items: (schema) => schema.type === 'array',
};

function requireFitting(name, { properties = {} }, field, rule) {
  const schema = properties[field];
  if (schema === undefined) throw new Error(`rules: ${name} has no field ${field}`);
  for (const saying of Object.keys(rule)) {
    if (sayings[saying]?.(schema) !== true) throw new Error(`rules: ${name}.${field} cannot have ${saying}`);
  }
  for (const other of Object.keys(rule.when ?? {})) {
    if (properties[other] === undefined) throw new Error(`rules: ${name} has no field ${other}`);
  }
  if (rule.items !== undefined) requireFitting(name, { properties: { [field]: schema.items } }, field, rule.items);
}
