import { describe, expect, it } from 'vitest';
import { loadSchemas } from '../schema/load-schemas.js';
import { rulesOf } from './rules-of.js';

// Compares the rules of fields with what is known of upstream's Go types: a JSON document of packages, with the values of
// named strings, and for each field of a type its Go type and its markers (`default="TCP"`, `k8s:immutable`). The document
// is not part of this repository: the variable below names a copy of it.
const variable = 'SAMPAN_UPSTREAM_FIELDS';
const { process } = globalThis as unknown as { process: { env: Record<string, string | undefined> } };
const file = process.env[variable];

interface GoField {
  readonly type: string;
  readonly markers: readonly string[];
}

interface GoTypes {
  readonly packages: Record<
    string,
    { readonly enums?: Record<string, string[]>; readonly types: Record<string, Record<string, GoField>> }
  >;
}

describe.skipIf(file === undefined)(`rules of fields against the document that ${variable} names`, () => {
  it('keep the zeros of every pointer, and hardly any others', async () => {
    const dropped: string[] = [];
    const kept: string[] = [];
    for (const { name, field, type } of await knownFields()) {
      const keepsZero = rulesOf(name).keptZeros?.includes(field) === true;
      if (!isOptionalScalar(name, field) || type.startsWith('*') === keepsZero) continue;
      (keepsZero ? kept : dropped).push(shortName(name, field));
    }
    expect(dropped).toEqual([]);
    // Optional, and written all the same; shares of nothing were said by an annotation in v1beta3.
    expect(kept.sort()).toEqual([
      ...['v1', 'v1beta1', 'v1beta2'].map((version) => `apps.${version}.StatefulSetStatus.availableReplicas`),
      'core.v1.Event.reportingComponent',
      'core.v1.Event.reportingInstance',
      'flowcontrol.v1beta3.LimitedPriorityLevelConfiguration.nominalConcurrencyShares',
    ]);
  });

  it('choose among the values that upstream has names for', async () => {
    const others: string[] = [];
    for (const { name, field, type, values } of await knownFields()) {
      const rule = rulesOf(name).fields?.[field];
      const choices = rule?.enum ?? rule?.items?.enum;
      if (choices === undefined || values === undefined || choices.every((choice) => values.includes(choice))) continue;
      others.push(`${shortName(name, field)} (${type}): ${choices.filter((choice) => !values.includes(choice))}`);
    }
    expect(others).toEqual([]);
  });

  it('have the defaults that upstream has written down', async () => {
    const wrong: string[] = [];
    for (const { name, field, markers } of await knownFields()) {
      const text = markers.find((marker) => marker.startsWith('default='))?.slice('default='.length);
      const rules = rulesOf(name).fields;
      if (text === undefined || text.startsWith('ref(') || rules === undefined) continue;
      const rule = rules[field];
      const isZero =
        ['0', 'false', '""'].includes(text) && isOptionalScalar(name, field) && rule?.default === undefined;
      if (!isZero && JSON.stringify(rule?.default) !== text) wrong.push(`${shortName(name, field)}: ${text}`);
    }
    expect(wrong).toEqual([]);
  });

  it('keep what upstream has marked as immutable', async () => {
    const wrong: string[] = [];
    for (const { name, field, markers } of await knownFields()) {
      const rules = rulesOf(name).fields;
      const isImmutable = markers.some((marker) => /k8s:immutable$/.test(marker));
      if (isImmutable && rules !== undefined && rules[field]?.immutable !== true) wrong.push(shortName(name, field));
    }
    expect(wrong).toEqual([]);
  });
});

/** Every field of a definition that the document knows, with the values of its type where that is a named string. */
async function knownFields() {
  const { packages } = await readTypes(file ?? '');
  return loadSchemas()
    .names()
    .flatMap((name) => {
      const [group, version, kind = ''] = name.split('.').slice(-3);
      const { types = {}, enums = {} } = packages[`${group}/${version}`] ?? {};
      return Object.entries(types[kind] ?? {}).map(([field, { type, markers }]) => {
        const bare = type.replace(/^(?:\*|\[\])+/, '');
        return { name, field, type, markers, values: enums[bare] };
      });
    });
}

function shortName(name: string, field: string): string {
  return `${name.split('.').slice(-3).join('.')}.${field}`;
}

function isOptionalScalar(name: string, field: string): boolean {
  const { properties = {}, required = [] } = loadSchemas().definition(name);
  const { type, format } = properties[field] ?? {};
  const isScalar = ['boolean', 'integer', 'number', 'string'].includes(type ?? '');
  return isScalar && format !== 'byte' && !required.includes(field);
}

async function readTypes(path: string): Promise<GoTypes> {
  const { readFile } = (await import(String('node:fs/promises'))) as {
    readFile(path: string, encoding: string): Promise<string>;
  };
  return JSON.parse(await readFile(path, 'utf8')) as GoTypes;
}
