import { isRootKind } from './root-kinds.mjs';

/** @import { Model, Property, TypeNode } from './read-models.mjs' */

/**
 * The interfaces of all models, as one module.
 *
 * @param {Model[]} models
 */
export function emitTypes(models) {
  const interfaces = models.map(emitInterface).sort((a, b) => (a.name < b.name ? -1 : 1));
  return [
    '// Generated from the definitions of the Kubernetes API by generator/main.mjs.',
    '',
    '/** An int32, or a string: a port by number or name, a count or a percentage. */',
    'export type IntOrString = number | string;',
    '',
    ...interfaces.map(({ text }) => text),
  ].join('\n');
}

/** The interface's name: `V1Pod` is `Pod`; what is not v1 or belongs to one group among several keeps its prefix. */
export function typeName(modelName) {
  return modelName.replace(/^V1(?=[A-Z])/, '');
}

/** @param {Model} model */
function emitInterface(model) {
  const name = typeName(model.name);
  const alwaysPresent = rootFields(model);
  const lines = [];
  if (model.description !== '') lines.push(`/** ${commentText(model.description)} */`);
  lines.push(`export interface ${name} {`);
  for (const property of model.properties) {
    const optional = property.required || alwaysPresent.has(property.name) ? '' : '?';
    if (property.description !== '') lines.push(`  /** ${commentText(property.description)} */`);
    lines.push(`  ${propertyName(property.name)}${optional}: ${typeText(property.type)};`);
  }
  lines.push('}', '');
  return { name, text: lines.join('\n') };
}

/** What every object of a root kind has, though the definitions leave it optional; options may be sent without. */
function rootFields(model) {
  if (!isRootKind(model) || model.name === 'V1DeleteOptions') return new Set();
  const isStatus = model.name === 'V1Status';
  return new Set(isStatus ? ['apiVersion', 'kind'] : ['apiVersion', 'kind', 'metadata', 'spec']);
}

/** @param {TypeNode} type */
function typeText(type) {
  switch (type.kind) {
    case 'array':
      return `${typeText(type.of)}[]`;
    case 'map':
      return `Record<string, ${typeText(type.of)}>`;
    case 'model':
      return type.name === 'V1MicroTime' ? 'string' : typeName(type.name);
    default:
      return { any: 'unknown', Date: 'string', object: 'unknown' }[type.name] ?? type.name;
  }
}

function propertyName(name) {
  return /^[A-Za-z_$][\w$]*$/.test(name) ? name : `'${name}'`;
}

function commentText(text) {
  return text.replaceAll('*/', '*\\/');
}
