import type { SchemaRegistry } from '../schema/schema.js';
import { deepClone } from '../values/deep-clone.js';
import { type Child, childOf, type Interest, leadsToRules } from './children.js';
import type { DefinitionRules, FieldRule } from './field-rule.js';
import { rulesOf } from './rules-of.js';

type Fields = Record<string, unknown>;
/** Fills in, in place, what an object leaves out. */
export type Defaulter = (object: object) => void;

/** The defaulter of a definition, compiled at its first use. Undefined: neither it nor what it leads to has defaults. */
export function compileDefaults(name: string, registry: SchemaRegistry): Defaulter | undefined {
  const compiled = new Map<string, Defaulter>();
  return leadsToRules(name, registry, defaults) ? defaulterOf(name) : undefined;

  function defaulterOf(definition: string): Defaulter {
    const known = compiled.get(definition);
    if (known !== undefined) return known;
    const own = defaultsOf(rulesOf(definition));
    let inner: ReadonlyMap<string, Defaulter> | undefined;
    const defaulter: Defaulter = (object) => {
      const fields = object as Fields;
      for (const setDefault of own) setDefault(fields);
      inner ??= innerOf(definition);
      if (inner.size === 0) return;
      for (const field in fields) {
        const value = fields[field];
        if (typeof value === 'object' && value !== null) inner.get(field)?.(value);
      }
    };
    compiled.set(definition, defaulter);
    return defaulter;
  }

  /** The fields that lead to others with defaults. */
  function innerOf(definition: string): Map<string, Defaulter> {
    const properties = Object.entries(registry.definition(definition).properties ?? {});
    return new Map(
      properties.flatMap(([field, schema]) => {
        const child = childOf(schema);
        if (child === undefined || !leadsToRules(child.definition, registry, defaults)) return [];
        return [[field, within(child, defaulterOf(child.definition))] as const];
      }),
    );
  }
}

const defaults: Interest = {
  matters: ({ fields = {} }) => Object.values(fields).some((rule) => 'default' in rule),
};

function defaultsOf({ fields = {} }: DefinitionRules): ((fields: Fields) => void)[] {
  return Object.entries(fields).flatMap(([field, rule]) => ('default' in rule ? [setDefault(field, rule)] : []));
}

function setDefault(field: string, { default: value, when = {} }: FieldRule): (fields: Fields) => void {
  const conditions = Object.entries(when);
  const isPlain = typeof value !== 'object' || value === null;
  return (fields) => {
    if (fields[field] !== undefined) return;
    if (conditions.every(([other, wanted]) => wanted.includes(fields[other] as string))) {
      fields[field] = isPlain ? value : deepClone(value);
    }
  };
}

function within({ holds }: Child, defaulter: Defaulter): Defaulter {
  if (holds === 'one') return defaulter;
  return (values) => {
    for (const value of Array.isArray(values) ? values : Object.values(values)) {
      if (typeof value === 'object' && value !== null) defaulter(value);
    }
  };
}
