import type { SchemaRegistry } from '../schema/schema.js';
import { deepClone } from '../values/deep-clone.js';
import { childOf, leadsToRules } from './children.js';
import type { DefinitionRules, FieldRule } from './field-rule.js';
import { rulesOf } from './rules-of.js';

type Fields = Record<string, unknown>;
/** Fills in, in place, what an object leaves out. */
export type Defaulter = (object: object) => void;

/** The defaulter of a definition, compiled at its first use. Undefined: neither it nor what it leads to has defaults. */
export function compileDefaults(name: string, registry: SchemaRegistry): Defaulter | undefined {
  const compiled = new Map<string, Defaulter>();
  return leadsToRules(name, registry, hasDefaults) ? defaulterOf(name) : undefined;

  function defaulterOf(definition: string): Defaulter {
    const known = compiled.get(definition);
    if (known !== undefined) return known;
    let steps: ((fields: Fields) => void)[] | undefined;
    const defaulter: Defaulter = (object) => {
      steps ??= compileSteps(definition);
      for (const step of steps) step(object as Fields);
    };
    compiled.set(definition, defaulter);
    return defaulter;
  }

  /** One step a field: those that have rules first, in the order of the rules. */
  function compileSteps(definition: string): ((fields: Fields) => void)[] {
    const { fields: rules = {} } = rulesOf(definition);
    const properties = registry.definition(definition).properties ?? {};
    const names = new Set([...Object.keys(rules), ...Object.keys(properties)]);
    return [...names].flatMap((field) => {
      const child = childOf(properties[field] ?? {});
      const within =
        child !== undefined && leadsToRules(child.definition, registry, hasDefaults)
          ? into(field, child.holds, defaulterOf(child.definition))
          : undefined;
      const rule = rules[field];
      const own = rule !== undefined && 'default' in rule ? [setDefault(field, rule)] : [];
      return within === undefined ? own : [...own, within];
    });
  }
}

function hasDefaults({ fields = {} }: DefinitionRules): boolean {
  return Object.values(fields).some((rule) => 'default' in rule);
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

function into(field: string, holds: 'one' | 'list' | 'map', defaulter: Defaulter): (fields: Fields) => void {
  const fill = (value: unknown) => {
    if (typeof value === 'object' && value !== null) defaulter(value);
  };
  return (fields) => {
    const value = fields[field];
    if (value === undefined || value === null) return;
    if (holds === 'one') fill(value);
    else for (const item of holds === 'list' ? (value as unknown[]) : Object.values(value)) fill(item);
  };
}
