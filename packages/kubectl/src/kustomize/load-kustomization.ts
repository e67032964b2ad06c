import { CommandError } from '../framework/errors.js';
import type { Folder } from './folder.js';
import { type Kustomization, kustomizationNames, parseKustomization } from './kustomization.js';

/** Reads the kustomization of a folder. */
export async function loadKustomization(
  folder: Folder,
  { warn }: { warn(line: string): void },
): Promise<Kustomization> {
  const found: string[] = [];
  for (const name of kustomizationNames) {
    const content = await folder.read(name).catch(() => undefined);
    if (content !== undefined) found.push(content.toString('utf8'));
  }
  const [text] = found;
  if (text === undefined) {
    throw new CommandError(
      `unable to find one of 'kustomization.yaml', 'kustomization.yml' or 'Kustomization' in directory '${folder.root}'`,
    );
  }
  if (found.length > 1) throw new CommandError(`Found multiple kustomization files under: ${folder.root}\n`);
  const kustomization = parseKustomization(text, { root: folder.root, warn });
  refuseForeign(kustomization);
  warnOfUnread(kustomization, warn);
  return kustomization;
}

/** What says more of custom kinds than is read here: the outcome could be another one. */
const unread = {
  crds: "references in custom resources are found by 'configurations' alone",
  openapi: 'lists of custom resources are replaced, not merged by their keys',
};

function warnOfUnread(kustomization: Kustomization, warn: (line: string) => void): void {
  for (const [field, consequence] of Object.entries(unread)) {
    const value = kustomization[field as keyof typeof unread] ?? {};
    if (Object.keys(value).length > 0) warn(`# Warning: '${field}' is not read: ${consequence}.`);
  }
}

/** What would run other programs. */
function refuseForeign(kustomization: Kustomization): void {
  for (const field of ['validators', 'helmCharts', 'helmChartInflationGenerator'] as const) {
    if ((kustomization[field]?.length ?? 0) === 0) continue;
    throw new CommandError(`'${field}' of a kustomization need plugins, functions or charts, which are not run here`);
  }
}
