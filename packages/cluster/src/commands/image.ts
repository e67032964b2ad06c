import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import path from 'node:path';
import { type HostImage, parseImageReference, wellKnownImages, wellKnownProgram } from '@sampan/node-agent';
import type { CommandContext, SampanCommand } from '../cli/command.js';
import { nameOption, stringOption } from '../cli/command.js';
import { formatTable } from '../cli/table.js';
import { requireClusterConfig } from '../layout/cluster-config.js';
import { type ClusterFolder, clusterFolder } from '../layout/cluster-folder.js';
import { readHostImages, writeHostImages } from '../layout/host-images-file.js';
import { UserError } from '../user-error.js';

/** Lists, adds and removes the programs of this host that stand for images. Nodes take changes up as they run. */
export const image: SampanCommand = {
  usage: 'image <ls|add|rm> [image] [program...]',
  summary: 'programs of this host that stand for images: ls, add IMAGE -- PROGRAM ARG…, rm IMAGE',
  options: [nameOption],
  async run(context, options, [action = '', name, ...rest]) {
    const cluster = stringOption(options, 'name');
    const folder = clusterFolder(context.home, cluster);
    await requireClusterConfig(folder, cluster);
    if (action === 'ls') await list(context, folder);
    else if (action === 'add') await add(context, folder, { name, command: rest });
    else if (action === 'rm') await remove(context, folder, name);
    else throw new UserError(`there is no "sampan image ${action}"`, 'it is one of: ls, add, rm');
    return 0;
  },
};

async function list({ terminal }: CommandContext, folder: ClusterFolder): Promise<void> {
  const own = await readHostImages(folder.images);
  const rows = [...own].map(([name, { command, args = [] }]) => [name, 'added', [...command, ...args].join(' ')]);
  rows.push(['hello', 'bundled', 'a web server']);
  for (const name of wellKnownImages.keys()) {
    if (!own.has(name)) rows.push([name, 'well-known', (await wellKnownProgram(name)) ?? '<not on this host>']);
  }
  terminal.print(formatTable(['IMAGE', 'KIND', 'PROGRAM'], rows));
}

/** The program is the image's ENTRYPOINT, its arguments are its CMD: `args` of a container replace them. */
async function add(
  { terminal, env }: CommandContext,
  folder: ClusterFolder,
  { name, command: [program, ...args] }: { name: string | undefined; command: readonly string[] },
): Promise<void> {
  if (name === undefined || program === undefined) {
    throw new UserError('an image and a program are needed', '`sampan image add IMAGE -- PROGRAM ARGUMENTS`');
  }
  if (parseImageReference(name) === undefined) throw new UserError(`"${name}" is no image reference`);
  const command = [await findProgram(program, env)];
  const images = await readHostImages(folder.images);
  const added: HostImage = { command, ...(args.length > 0 && { args }) };
  await writeHostImages(folder, images.set(name, added));
  terminal.progress(`Image "${name}" runs ${command[0]}`);
}

async function remove({ terminal }: CommandContext, folder: ClusterFolder, name: string | undefined): Promise<void> {
  if (name === undefined) throw new UserError('an image is needed', '`sampan image rm IMAGE`');
  const images = await readHostImages(folder.images);
  if (!images.delete(name)) throw new UserError(`no program was added for image "${name}"`, 'see `sampan image ls`');
  await writeHostImages(folder, images);
  terminal.progress(`Image "${name}" removed`);
}

/** Nodes have another working folder and perhaps another PATH than whoever adds a program here. */
async function findProgram(program: string, { PATH = '' }: NodeJS.ProcessEnv): Promise<string> {
  const files = program.includes('/')
    ? [path.resolve(program)]
    : PATH.split(path.delimiter).map((folder) => path.resolve(folder, program));
  for (const file of files) {
    const found = await access(file, constants.X_OK).then(
      () => true,
      () => false,
    );
    if (found) return file;
  }
  throw new UserError(`this host has no program "${program}" that could be run`);
}
