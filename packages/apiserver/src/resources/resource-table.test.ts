import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { formatApiVersion } from '@sampan/api';
import { expect, it } from 'vitest';
import { isGone } from '../kinds/lifecycle.js';
import type { ResourceDefinition } from '../kinds/resource-definition.js';
import { builtInResources } from './index.js';

const file = fileURLToPath(new URL('../../../../docs/resources.md', import.meta.url));

/** The conformance suite tries every verb of every resource that is listed here. */
it('docs/resources.md lists what is served (UPDATE_DOCS=1 writes it)', async () => {
  const former = builtInResources.filter(({ lifecycle }) => lifecycle !== undefined && isGone(lifecycle));
  const expected = [
    '# Resources',
    '',
    'What the API server serves, made by the test that compares this page with it. The conformance suite tries every verb of each.',
    '',
    ...table(builtInResources.filter((resource) => !former.includes(resource))),
    '',
    '## Versions that are gone from Kubernetes',
    '',
    'Manifests in these are taken, and warned of; discovery does not show them (`--runtime-config`).',
    '',
    ...table(former),
    '',
  ].join('\n');
  if (process.env.UPDATE_DOCS !== undefined) await writeFile(file, expected);
  expect(await readFile(file, 'utf8')).toBe(expected);
});

function table(resources: readonly ResourceDefinition[]): string[] {
  const rows = resources.map((resource) => {
    const { plural, kind, namespaced, verbs, subresources } = resource;
    const cells = [plural, kind, formatApiVersion(resource), namespaced ? 'namespace' : 'cluster', verbs.join(' ')];
    return `| ${[...cells, Object.keys(subresources).join(' ')].join(' | ')} |`;
  });
  return ['| resource | kind | version | scope | verbs | subresources |', '|---|---|---|---|---|---|', ...rows.sort()];
}
