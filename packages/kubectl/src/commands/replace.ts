import { isNotFound, type UnstructuredObject } from '@sampan/api';
import { defineCommand } from '../framework/command.js';
import {
  deletionFlags,
  dryRunFlag,
  fieldManagerFlag,
  fileFlags,
  printFlags,
  saveConfigFlag,
  validateFlag,
} from '../framework/common-flags.js';
import type { Context } from '../framework/context.js';
import { deletedLine, deleteObject, waitUntilGone } from '../framework/delete-objects.js';
import { CommandError, throwFailures, usageError } from '../framework/errors.js';
import { flag } from '../framework/flags.js';
import { withLastApplied, withUpdatedLastApplied } from '../framework/last-applied.js';
import { type ObjectInfo, objectsOfFiles } from '../framework/read-objects.js';
import { resolveSelection } from '../framework/selection.js';
import { dryRunSuffix, parseCascade, parseDryRun, parseValidation, withSource } from '../framework/writes.js';
import { createPrinter } from '../printers/printer.js';

export const replace = defineCommand({
  name: 'replace',
  usage: '-f FILENAME',
  short: 'Replace a resource by file name or stdin',
  long: `Replace objects by what files hold, whole: fields that a file lacks are gone. With --force they are deleted and made anew.

 JSON and YAML formats are accepted.`,
  examples: `
# What pod.json holds
kubectl replace -f ./pod.json

# Standard input
cat pod.json | kubectl replace -f -

# Delete it and make it anew
kubectl replace --force -f ./pod.json`,
  flags: {
    ...printFlags,
    ...fileFlags('replace'),
    ...deletionFlags,
    ...dryRunFlag,
    ...validateFlag,
    ...saveConfigFlag,
    ...fieldManagerFlag('kubectl-replace'),
    raw: flag.string('A path of the server to PUT the one file to.'),
    subresource: flag.string('The subresource to replace.'),
    wait: flag.bool('Return when deleted objects are gone, finalizers included.'),
  },

  async run({ context, args, flags, commandPath }) {
    if (args.length > 0) throw usageError(commandPath, `Unexpected args: [${args.join(' ')}]`);
    if (flags.gracePeriod >= 0 && !flags.force) throw new CommandError('--grace-period must have --force specified');
    if (flags.timeout !== 0 && !flags.force) throw new CommandError('--timeout must have --force specified');
    if (flags.filename.length === 0 && flags.kustomize === '') {
      throw new CommandError('must specify one of -f and -k');
    }
    if (flags.raw !== '') {
      const [{ sendRaw }, { readText }] = await Promise.all([
        import('../framework/raw.js'),
        import('../framework/manifests.js'),
      ]);
      return await sendRaw(context, { method: 'PUT', path: flags.raw, body: await readText(context, flags.filename) });
    }
    const dryRun = parseDryRun(flags.dryRun, context.warn);
    if (flags.force && dryRun !== 'none') throw new CommandError('--dry-run can not be used when --force is set');
    const { targets, failures } = await resolveSelection(context, { files: flags });
    const infos = objectsOfFiles(targets);
    if (infos.length === 0 && failures.length === 0) throw new CommandError('no objects passed to replace');
    if (flags.force) await deleteAll(context, infos, { ...flags });
    const print = await createPrinter(context, flags, { operation: `replaced${dryRunSuffix(dryRun)}` });
    for (const info of infos) {
      try {
        const object = flags.saveConfig ? withLastApplied(info.object) : withUpdatedLastApplied(info.object);
        const options = {
          fieldManager: flags.fieldManager,
          fieldValidation: parseValidation(flags.validate),
          ...(dryRun === 'server' && { dryRun: true }),
        };
        const resource = (await context.client()).resource(info.type);
        if (dryRun === 'client') context.print(await print(object));
        else if (flags.force) context.print(await print(await resource.create(object, options)));
        else
          context.print(
            await print(await replaceOne(context, { ...info, object }, { ...options, subresource: flags.subresource })),
          );
      } catch (error) {
        failures.push(withSource(error, 'replacing', info.source));
      }
    }
    throwFailures(failures);
  },
});

interface ReplaceOptions {
  fieldManager: string;
  fieldValidation: 'Strict' | 'Warn' | 'Ignore';
  dryRun?: boolean;
  subresource: string;
}

/** An object without a resource version replaces whatever is there. */
async function replaceOne(context: Context, info: ObjectInfo, options: ReplaceOptions): Promise<UnstructuredObject> {
  const { type, namespace, name, object } = info;
  const resource = (await context.client()).resource(type);
  const version = object.metadata.resourceVersion ?? (await resource.get({ namespace, name })).metadata.resourceVersion;
  const versioned = { ...object, metadata: { ...object.metadata, resourceVersion: version } } as UnstructuredObject;
  const { subresource, ...write } = options;
  if (subresource === '') return await resource.update(versioned, write);
  return await resource.subresource<UnstructuredObject>({ namespace, name }, subresource).update(versioned);
}

async function deleteAll(
  context: Context,
  infos: readonly ObjectInfo[],
  flags: { cascade: string; gracePeriod: number; timeout: number },
): Promise<void> {
  const propagationPolicy = parseCascade(flags.cascade, context.warn);
  const gracePeriod = Math.max(flags.gracePeriod, 0);
  for (const info of infos) {
    try {
      await deleteObject(context, info, { propagationPolicy, gracePeriod, dryRun: false });
      context.print(deletedLine(info, { dryRun: 'none', isForced: false, isNameOnly: false }));
    } catch (error) {
      if (!isNotFound(error)) throw withSource(error, 'deleting', info.source);
    }
  }
  await waitUntilGone(context, infos, flags.timeout);
}
