import {
  deepEqual,
  isJsonObject,
  isUnsupportedMediaType,
  jsonMergePatch,
  jsonPatch,
  strategicMergePatch,
  type UnstructuredObject,
} from '@sampan/api';
import { defineCommand } from '../framework/command.js';
import { dryRunFlag, fieldManagerFlag, fileFlags, printFlags } from '../framework/common-flags.js';
import { objects } from '../framework/completers.js';
import type { Context } from '../framework/context.js';
import { CommandError, throwFailures } from '../framework/errors.js';
import { flag } from '../framework/flags.js';
import { decodeValues } from '../framework/manifests.js';
import { readUserFile } from '../framework/read-file.js';
import { type ObjectInfo, objectsOfFiles, readObjects } from '../framework/read-objects.js';
import { resolveSelection } from '../framework/selection.js';
import { parseDryRun } from '../framework/writes.js';
import { createPrinter } from '../printers/printer.js';

const types = ['json', 'merge', 'strategic'] as const;
type Type = (typeof types)[number];

export const patch = defineCommand({
  name: 'patch',
  usage: '(-f FILENAME | TYPE NAME) [-p PATCH|--patch-file FILE]',
  short: 'Update fields of a resource',
  complete: objects,
  long: `Change fields of objects by a patch, in JSON or YAML: a strategic merge patch unless --type says otherwise. Custom resources take merge and json patches only.`,
  examples: `
# A strategic merge patch, as JSON
kubectl patch node k8s-node-1 -p '{"spec":{"unschedulable":true}}'

# As YAML
kubectl patch node k8s-node-1 -p $'spec:\\n unschedulable: true'

# A list of operations
kubectl patch pod valid-pod --type='json' -p='[{"op": "replace", "path": "/spec/containers/0/image", "value":"new image"}]'

# A subresource
kubectl patch deployment nginx-deployment --subresource='scale' --type='merge' -p '{"spec":{"replicas":2}}'`,
  flags: {
    ...printFlags,
    ...fileFlags('patch'),
    ...dryRunFlag,
    ...fieldManagerFlag('kubectl-patch'),
    local: flag.bool('Patch what the file holds and print it; the server is not changed.'),
    patch: flag.string('The patch.', { short: 'p' }),
    patchFile: flag.string('A file with the patch.'),
    subresource: flag.string('The subresource to patch.'),
    type: flag.string('The kind of patch: json, merge or strategic.', { default: 'strategic' }),
  },

  async run({ context, args, flags }) {
    const type = flags.type.toLowerCase() as Type;
    if (!types.includes(type)) {
      throw new CommandError(`--type must be one of [${types.join(' ')}], not ${JSON.stringify(flags.type)}`);
    }
    if (flags.patch !== '' && flags.patchFile !== '') {
      throw new CommandError('cannot specify --patch and --patch-file together');
    }
    if (flags.patch === '' && flags.patchFile === '') {
      throw new CommandError('must specify --patch or --patch-file containing the contents of the patch');
    }
    const dryRun = parseDryRun(flags.dryRun, context.warn);
    const text = await readPatch(context, flags);
    const { targets, failures } = await resolveSelection(context, { args, files: flags, local: flags.local });
    const isLocal = flags.local || dryRun === 'client';
    const read =
      flags.local && args.length === 0
        ? { infos: objectsOfFiles(targets), failures: [] }
        : await readObjects(context, targets);
    failures.push(...read.failures);
    if (read.infos.length === 0 && failures.length === 0) throw new CommandError('no objects passed to patch');
    for (const info of read.infos) {
      try {
        const patched = isLocal
          ? await patchHere(info, type, await decodePatch(text))
          : await sendPatch(context, info, {
              ...flags,
              type,
              body: await decodePatch(text),
              isTrial: dryRun === 'server',
            });
        const change = deepEqual(patched, info.object) ? ' (no change)' : '';
        const operation = `patched${change}`;
        const print = await createPrinter(context, flags, { operation });
        context.print(await print(patched));
      } catch (error) {
        failures.push(error);
      }
    }
    throwFailures(failures);
  },
});

async function readPatch(context: Context, flags: { patch: string; patchFile: string }): Promise<string> {
  if (flags.patchFile === '') return flags.patch;
  return (await readUserFile(context, flags.patchFile, 'unable to read patch file: ')).toString('utf8');
}

async function sendPatch(
  context: Context,
  { type: resourceType, namespace, name }: ObjectInfo,
  patch: { type: Type; body: Patch; fieldManager: string; subresource: string; isTrial: boolean },
): Promise<UnstructuredObject> {
  const { type, body } = patch;
  const options = {
    fieldManager: patch.fieldManager,
    ...(patch.isTrial && { dryRun: true }),
    ...(patch.subresource !== '' && { subresource: patch.subresource }),
  };
  const client = await context.client();
  try {
    return await client.resource(resourceType).patch({ namespace, name }, { type, ...body }, options);
  } catch (error) {
    if (!isUnsupportedMediaType(error)) throw error;
    const mediaType = `application/${type === 'strategic' ? 'strategic-merge' : type}-patch+json`;
    throw new CommandError(`${mediaType} is not supported by ${formatKind(resourceType)}: ${(error as Error).message}`);
  }
}

/** `apps/v1, Kind=Deployment`. */
function formatKind({ group, version, kind }: ObjectInfo['type']): string {
  return `${group}/${version}, Kind=${kind}`;
}

/** A patch as a value; or, of what begins as JSON and is none, its text: the server's words explain it best. */
type Patch = { body: unknown } | { text: string };

async function decodePatch(text: string): Promise<Patch> {
  if (/^\s*\{/.test(text)) {
    try {
      return { body: JSON.parse(text) };
    } catch {
      return { text };
    }
  }
  try {
    const [body = null] = await decodeValues(text, 'patch');
    return { body };
  } catch (error) {
    const { message } = error as Error;
    const reason = message.replace(/^error parsing patch: (error converting YAML to JSON: )?/, '');
    throw new CommandError(`unable to parse ${JSON.stringify(text)}: ${reason}`);
  }
}

async function patchHere({ type: resourceType, object }: ObjectInfo, type: Type, patch: Patch) {
  if ('text' in patch) throw new CommandError('invalid JSON document');
  const { body } = patch;
  if (type === 'json') {
    if (!Array.isArray(body)) {
      throw new CommandError(`json: cannot unmarshal ${kindOf(body)} into Go value of type jsonpatch.Patch`);
    }
    return jsonPatch(object, body) as UnstructuredObject;
  }
  if (type === 'merge') {
    if (!isJsonObject(body)) {
      throw new CommandError(`json: cannot unmarshal ${kindOf(body)} into Go value of type unstructured.detector`);
    }
    return jsonMergePatch(object, body) as UnstructuredObject;
  }
  if (!isJsonObject(body)) throw new CommandError('invalid JSON document');
  const { mergeMetadata } = await import('@sampan/api/merge-metadata');
  const schema = mergeMetadata(resourceType);
  if (schema === undefined) {
    const kind = formatKind(resourceType);
    throw new CommandError(`strategic merge patch is not supported for ${kind} locally, try --type merge`);
  }
  return strategicMergePatch(object as never, body, schema) as unknown as UnstructuredObject;
}

/** What Go's decoder calls the kinds of JSON values. */
function kindOf(value: unknown): string {
  if (Array.isArray(value)) return 'array';
  return typeof value === 'boolean' ? 'bool' : typeof value;
}
