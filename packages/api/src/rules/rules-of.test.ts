import { describe, expect, it } from 'vitest';
import { loadSchemas } from '../schema/load-schemas.js';
import { rulesOf } from './rules-of.js';

// Compares the rules of fields with what is known of upstream's Go types: a JSON document of packages, their types and
// for each field its Go type. The document is not part of this repository: the variable below names a copy of it.
const variable = 'SAMPAN_UPSTREAM_FIELDS';
const { process } = globalThis as unknown as { process: { env: Record<string, string | undefined> } };
const file = process.env[variable];

interface GoFields {
  packages: Record<string, { types: Record<string, Record<string, { type: string }>> }>;
}

describe.skipIf(file === undefined)(`rules of fields against the document that ${variable} names`, () => {
  it('keep the zeros of every pointer, and hardly any others', async () => {
    const fields = await readFields(file ?? '');
    const known = (name: string) => {
      const [group, version, type] = name.split('.').slice(-3);
      return fields.packages[`${group}/${version}`]?.types[type ?? ''] ?? {};
    };
    const dropped: string[] = [];
    const kept: string[] = [];
    for (const name of loadSchemas().names()) {
      const keptZeros = rulesOf(name).keptZeros ?? [];
      for (const [field, { type }] of Object.entries(known(name))) {
        if (isOptionalScalar(name, field) && type.startsWith('*') !== keptZeros.includes(field)) {
          (type.startsWith('*') ? dropped : kept).push(`${name.split('.').slice(-3).join('.')}.${field}`);
        }
      }
    }
    expect(dropped).toEqual([]);
    // Optional, and written all the same.
    expect(kept).toEqual([
      'apps.v1.StatefulSetStatus.availableReplicas',
      'core.v1.Event.reportingComponent',
      'core.v1.Event.reportingInstance',
    ]);
  });
});

function isOptionalScalar(name: string, field: string): boolean {
  const { properties = {}, required = [] } = loadSchemas().definition(name);
  const { type, format } = properties[field] ?? {};
  const isScalar = ['boolean', 'integer', 'number', 'string'].includes(type ?? '');
  return isScalar && format !== 'byte' && !required.includes(field);
}

async function readFields(path: string): Promise<GoFields> {
  const { readFile } = (await import(String('node:fs/promises'))) as {
    readFile(path: string, encoding: string): Promise<string>;
  };
  return JSON.parse(await readFile(path, 'utf8')) as GoFields;
}
