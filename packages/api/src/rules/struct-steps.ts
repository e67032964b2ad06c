import type { SchemaRegistry } from '../schema/schema.js';
import type { FieldError } from '../validation/field-error.js';
import { type Child, childOf, leadsToRules } from './children.js';
import type { DefinitionRules, FieldRule } from './field-rule.js';
import { rulesOf } from './rules-of.js';

export type Fields = Record<string, unknown>;

/** A place in an object that is being validated. */
export interface Place {
  readonly path: string;
  /** The struct that the value is a field of. */
  readonly parent: object;
  /** The whole object. */
  readonly object: object;
}

/** What code has to say of a field, after what its rule says: what concerns more than one field. */
export type FieldCheck = (value: never, place: Place) => FieldError[];

/** Checks by the path of their field, in which the items of lists have no number: `spec.template`, `spec.ports[]`. */
export type FieldChecks = Readonly<Record<string, FieldCheck>>;

export interface State {
  readonly object: object;
  readonly errors: FieldError[];
}

/** Looks at one value; `old` is the one that was there before. */
export type Step = (value: unknown, place: Omit<Place, 'object'>, old: unknown, state: State) => void;

export interface StepOptions {
  readonly registry: SchemaRegistry;
  /** Whether rules are any that `stepOf` is interested in: what leads to none of them is not walked. */
  matters(rules: DefinitionRules): boolean;
  /** What is to be done with a field that has a rule. */
  stepOf(rule: FieldRule): Step | undefined;
  /** Fields of the root that are to be looked at: all, where nothing is said. */
  isWanted?(field: string): boolean;
}

/** Goes through the fields of a struct, at `path`, and through what they lead to. */
export type StructStep = (value: Fields, old: Fields | undefined, path: string, state: State) => void;

/**
 * Compiles a definition, at the first value. Fields come in the order of their rules, and those without after them, in
 * the schema's. Throws a TypeError for checks of fields that do not exist.
 */
export function compileStruct(name: string, checks: FieldChecks, options: StepOptions): StructStep {
  const { isWanted = () => true } = options;
  const known = new Map<string, StructStep>();
  return structOf(name, checks);

  function structOf(definition: string, own: FieldChecks): StructStep {
    const isPlain = Object.keys(own).length === 0;
    const found = isPlain ? known.get(definition) : undefined;
    if (found !== undefined) return found;
    let fields: readonly (readonly [name: string, step: Step])[] | undefined;
    const struct: StructStep = (value, old, path, state) => {
      fields ??= fieldsOf(definition, own).filter(([field]) => definition !== name || isWanted(field));
      for (const [field, step] of fields) {
        step(value[field], { path: path === '' ? field : `${path}.${field}`, parent: value }, old?.[field], state);
      }
    };
    if (isPlain) known.set(definition, struct);
    return struct;
  }

  function fieldsOf(definition: string, own: FieldChecks): (readonly [string, Step])[] {
    const { fields: rules = {} } = rulesOf(definition);
    const properties = options.registry.definition(definition).properties ?? {};
    for (const path of Object.keys(own)) {
      if (!Object.hasOwn(properties, firstField(path))) throw new TypeError(`${definition} has no field ${path}`);
    }
    const names = new Set([...Object.keys(rules), ...Object.keys(properties)]);
    return [...names].flatMap((field) => {
      const rule = rules[field];
      const child = childOf(properties[field] ?? {});
      const steps = [
        rule && options.stepOf(rule),
        stepOfCheck(own[field]),
        child && intoChild(child, below(own, field, child), own[`${field}[]`]),
      ].filter((step) => step !== undefined);
      return steps.length === 0 ? [] : [[field, all(steps)] as const];
    });
  }

  function intoChild(child: Child, inner: FieldChecks, itemCheck: FieldCheck | undefined): Step | undefined {
    const leads = Object.keys(inner).length > 0 || leadsToRules(child.definition, options.registry, options.matters);
    const check = stepOfCheck(itemCheck);
    if (!leads && check === undefined) return undefined;
    const struct = leads ? structOf(child.definition, inner) : undefined;
    const visit: Step = (value, place, old, state) => {
      check?.(value, place, old, state);
      if (isObject(value)) struct?.(value, isObject(old) ? old : undefined, place.path, state);
    };
    if (child.holds === 'one') return visit;
    return child.holds === 'list' ? eachItem(visit) : eachValue(visit);
  }
}

function all(steps: readonly Step[]): Step {
  const [only, ...more] = steps;
  if (only !== undefined && more.length === 0) return only;
  return (value, place, old, state) => {
    for (const step of steps) step(value, place, old, state);
  };
}

function stepOfCheck(check: FieldCheck | undefined): Step | undefined {
  if (check === undefined) return undefined;
  return (value, place, _old, { object, errors }) => {
    errors.push(...check(value as never, { ...place, object }));
  };
}

function eachItem(visit: Step): Step {
  return (value, { path }, old, state) => {
    if (!Array.isArray(value)) return;
    value.forEach((item, index) => {
      const before = Array.isArray(old) ? (old[index] as unknown) : undefined;
      visit(item, { path: `${path}[${index}]`, parent: value }, before, state);
    });
  };
}

function eachValue(visit: Step): Step {
  return (value, { path }, old, state) => {
    if (!isObject(value)) return;
    for (const key of Object.keys(value)) {
      visit(value[key], { path: `${path}[${key}]`, parent: value }, isObject(old) ? old[key] : undefined, state);
    }
  };
}

/** The checks below a field: `spec.ports[].name` is `name` for the items of `ports`. */
function below(checks: FieldChecks, field: string, { holds }: Child): FieldChecks {
  const prefix = `${field}${holds === 'one' ? '' : '[]'}.`;
  const inner = Object.entries(checks).filter(([path]) => path.startsWith(prefix));
  return Object.fromEntries(inner.map(([path, check]) => [path.slice(prefix.length), check]));
}

function firstField(path: string): string {
  return path.split(/\.|\[\]/)[0] ?? '';
}

function isObject(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
