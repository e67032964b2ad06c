import { mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { addFormerVersions } from './add-former-versions.mjs';
import { buildDefinitions } from './build-definitions.mjs';
import { buildMergeMetadata } from './build-merge-metadata.mjs';
import { buildRules } from './build-rules.mjs';
import { classify } from './classify.mjs';
import { emitTextModule } from './emit-text-module.mjs';
import { emitTypes } from './emit-types.mjs';
import { readModels } from './read-models.mjs';

/**
 * Writes all generated modules.
 *
 * @param {string} client the folder of the client's generated code
 * @param {string} output
 */
export async function generate(client, output) {
  const models = await readModels(join(client, 'models'));
  const names = await classify(models, join(client, 'apis'));
  const { definitions, descriptions } = buildDefinitions(models, names);
  const rules = buildRules(definitions);
  addFormerVersions({ definitions, descriptions, rules });
  const mergeMetadata = buildMergeMetadata(definitions);
  const modules = {
    'definitions.ts': emitTextModule('definitionsText', 'Definitions by upstream name, as JSON.', definitions),
    'descriptions.ts': emitTextModule(
      'descriptionsText',
      'Descriptions by definition and field, as JSON.',
      descriptions,
    ),
    'merge-metadata.ts': emitTextModule('mergeMetadataText', 'Merge metadata, as JSON.', mergeMetadata),
    'rules.ts': emitTextModule('rulesText', 'Rules of fields by definition, as JSON.', rules),
    'types.ts': emitTypes(models),
  };
  await mkdir(output, { recursive: true });
  await Promise.all(Object.entries(modules).map(([name, text]) => replaceFile(join(output, name), text)));
}

/** Replaces a file in one step, because a compiler may be reading it. */
async function replaceFile(path, text) {
  const temporary = `${path}.${process.pid}`;
  await writeFile(temporary, text);
  await rename(temporary, path);
}
