import type { SchemaRegistry } from '../schema/schema.js';
import type { FieldError } from '../validation/field-error.js';
import { isJsonObject } from '../values/json.js';
import { type Child, childOf, type Interest, leadsToRules } from './children.js';
import type { FieldRule } from './field-rule.js';
import { type Place, StepPlace } from './place.js';
import { rulesOf } from './rules-of.js';

export type Fields = Record<string, unknown>;

/** What code has to say of a field, after what its rule says: what concerns more than one field. */
export type FieldCheck = (value: never, place: Place) => FieldError[];

/** Checks by the path of their field, in which the items of lists have no number: `spec.template`, `spec.ports[]`. */
export type FieldChecks = Readonly<Record<string, FieldCheck>>;

/** Looks at one value; `old` is the one that was there before. What is wrong is added to `errors`. */
export type Step = (value: unknown, place: StepPlace, old: unknown, errors: FieldError[]) => void;

/** A step, and whether it has something to say of a field that is not there. */
export interface FieldStep {
  readonly step: Step;
  readonly seesMissing: boolean;
}

/** What is done with rules; `matters` says whether there is anything to be done. */
export interface StepOptions extends Interest {
  readonly registry: SchemaRegistry;
  /** What is to be done with a field that has a rule. */
  stepOf(rule: FieldRule): FieldStep | undefined;
  /** Fields of the root that are to be looked at: all, where nothing is said. */
  isWanted?(field: string): boolean;
}

/** Goes through the fields of a struct, and through what they lead to. */
export type StructStep = (
  value: Fields,
  place: StepPlace | undefined,
  old: Fields | undefined,
  errors: FieldError[],
) => void;

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
    let fields: readonly NamedStep[] | undefined;
    const struct: StructStep = (value, place, old, errors) => {
      fields ??= fieldsOf(definition, own).filter(({ field }) => definition !== name || isWanted(field));
      for (const { field, step, seesMissing } of fields) {
        const item = value[field];
        if (item === undefined && !seesMissing) continue;
        step(item, new StepPlace(place, field, value), old?.[field], errors);
      }
    };
    if (isPlain) known.set(definition, struct);
    return struct;
  }

  function fieldsOf(definition: string, own: FieldChecks): NamedStep[] {
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
      if (steps.length === 0) return [];
      const seesMissing = steps.some((step) => step.seesMissing);
      return [{ field, step: all(steps.map(({ step }) => step)), seesMissing }];
    });
  }

  function intoChild(child: Child, inner: FieldChecks, itemCheck: FieldCheck | undefined): FieldStep | undefined {
    const leads = Object.keys(inner).length > 0 || leadsToRules(child.definition, options.registry, options);
    const check = stepOfCheck(itemCheck);
    if (!leads && check === undefined) return undefined;
    const struct = leads ? structOf(child.definition, inner) : undefined;
    const visit: Step = (value, place, old, errors) => {
      check?.step(value, place, old, errors);
      if (isJsonObject(value)) struct?.(value, place, isJsonObject(old) ? old : undefined, errors);
    };
    const visits = { one: () => visit, list: () => eachItem(visit), map: () => eachValue(visit) };
    return { step: visits[child.holds](), seesMissing: false };
  }
}

interface NamedStep extends FieldStep {
  readonly field: string;
}

function all(steps: readonly Step[]): Step {
  const [only, ...more] = steps;
  if (only !== undefined && more.length === 0) return only;
  return (value, place, old, errors) => {
    for (const step of steps) step(value, place, old, errors);
  };
}

function stepOfCheck(check: FieldCheck | undefined): FieldStep | undefined {
  if (check === undefined) return undefined;
  const step: Step = (value, place, _old, errors) => {
    for (const error of check(value as never, place)) errors.push(error);
  };
  return { step, seesMissing: true };
}

function eachItem(visit: Step): Step {
  return (value, place, old, errors) => {
    if (!Array.isArray(value)) return;
    value.forEach((item, index) => {
      const before = Array.isArray(old) ? (old[index] as unknown) : undefined;
      visit(item, new StepPlace(place, index, value), before, errors);
    });
  };
}

function eachValue(visit: Step): Step {
  return (value, place, old, errors) => {
    if (!isJsonObject(value)) return;
    for (const key of Object.keys(value)) {
      const before = isJsonObject(old) ? old[key] : undefined;
      visit(value[key], new StepPlace(place, { key }, value), before, errors);
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
