import {
  createJsonMergePatch,
  createTwoWayMergePatch,
  isConflict,
  isInvalid,
  isNotFound,
  type JsonObject,
  type UnstructuredObject,
} from '@sampan/api';
import type { Context } from '../../framework/context.js';
import { errorWords } from '../../framework/error-words.js';
import { AggregateFailure, CommandError } from '../../framework/errors.js';
import { withLastApplied, withUpdatedLastApplied } from '../../framework/last-applied.js';
import { decodeValues } from '../../framework/manifests.js';
import type { ObjectInfo } from '../../framework/read-objects.js';
import { statusOf } from '../../framework/report-error.js';
import { pluralGroupResource } from '../../framework/type-mapper.js';
import { nameLine } from '../../printers/name.js';
import { withoutManagedFields } from '../../printers/printer.js';
import { type EditedFile, launchEditor } from './launch-editor.js';

/** How objects are edited. */
export interface EditOptions {
  format: 'yaml' | 'json';
  fieldManager: string;
  fieldValidation: 'Strict' | 'Warn' | 'Ignore';
  outputPatch: boolean;
  saveConfig: boolean;
  subresource: string;
  windowsLineEndings: boolean;
}

/** One refused object, and in the file's head why. */
interface Refusal {
  info: ObjectInfo;
  reasons: string[];
}

/**
 * Opens objects in an editor and sends the changes; what is refused is opened again, until nothing is changed any
 * more. Throws when it ends with something unsent, and says where the file is that was edited.
 */
export async function editObjects(context: Context, infos: readonly ObjectInfo[], options: EditOptions): Promise<void> {
  let pending = infos;
  let reasons: string[] = [];
  let text = await formatObjects(pending, options.format);
  let previous: string | undefined;
  for (;;) {
    const head = editHead(reasons, options.format);
    const edited = await launchEditor(context, `${head}${text}`, options);
    const body = withoutHead(edited.text, options.format);
    if (previous !== undefined && body === previous)
      return await giveUp(context, edited, 'no valid changes were saved');
    if (body.trim() === '' || body === text) {
      if (previous !== undefined) return await giveUp(context, edited, 'no valid changes were saved');
      await edited.remove();
      return context.warn(
        body.trim() === '' ? 'Edit cancelled, saved file was empty.' : 'Edit cancelled, no changes made.',
      );
    }
    let objects: UnstructuredObject[];
    try {
      objects = await decodeObjects(body);
    } catch (error) {
      reasons = [`The edited file had a syntax error: ${errorWords(error)}`];
      previous = body;
      text = body;
      await edited.remove();
      continue;
    }
    const refusals = await sendAll(context, { pending, objects, edited }, options);
    if (refusals.length === 0) return await edited.remove();
    for (const { info, reasons: why } of refusals) reportRefusal(context, info, why);
    pending = refusals.map(({ info }) => info);
    reasons = refusals.flatMap((refusal) => refusal.reasons);
    previous = body;
    text = body;
  }
}

async function giveUp(context: Context, edited: EditedFile, reason: string): Promise<never> {
  context.warn(`A copy of your changes has been stored to ${JSON.stringify(edited.path)}`);
  throw new CommandError(`Edit cancelled, ${reason}.`);
}

async function formatObjects(infos: readonly ObjectInfo[], format: 'yaml' | 'json'): Promise<string> {
  const objects = infos.map(({ object }) => withoutManagedFields(object));
  const [only] = objects;
  const whole =
    objects.length === 1 && only !== undefined
      ? only
      : { apiVersion: 'v1', items: objects, kind: 'List', metadata: {} };
  if (format === 'json') return (await import('../../printers/json.js')).formatJson(whole);
  return (await import('../../printers/yaml.js')).formatYaml(whole);
}

/** What stands above the objects; JSON has no comments. */
export function editHead(reasons: readonly string[], format: 'yaml' | 'json'): string {
  if (format === 'json') return '';
  return [
    "# Please edit the object below. Lines beginning with a '#' will be ignored,",
    '# and an empty file will abort the edit. If an error occurs while saving this file will be',
    '# reopened with the relevant failures.',
    '#',
    ...reasons.flatMap((reason) => reason.split('\n').map((line) => `# ${line}`)),
    ...(reasons.length > 0 ? ['#'] : []),
    '',
  ].join('\n');
}

/** The objects in an edited file, without the comment lines. */
export function withoutHead(text: string, format: 'yaml' | 'json'): string {
  if (format === 'json') return text;
  const unix = text.replaceAll('\r\n', '\n');
  return unix
    .split('\n')
    .filter((line) => !line.startsWith('#'))
    .join('\n');
}

async function decodeObjects(text: string): Promise<UnstructuredObject[]> {
  const values = (await decodeValues(text, 'edited-file')) as UnstructuredObject[];
  return values.flatMap((value) => (value.kind === 'List' && Array.isArray(value.items) ? value.items : [value]));
}

async function sendAll(
  context: Context,
  { pending, objects, edited }: { pending: readonly ObjectInfo[]; objects: UnstructuredObject[]; edited: EditedFile },
  options: EditOptions,
): Promise<Refusal[]> {
  const refusals: Refusal[] = [];
  const failures: unknown[] = [];
  for (const object of objects) {
    const info = pending.find(({ name, namespace, object: original }) => {
      const own = object.metadata?.namespace ?? '';
      return name === object.metadata?.name && namespace === own && original.kind === object.kind;
    });
    if (info === undefined) {
      context.warn(`A copy of your changes has been stored to ${JSON.stringify(edited.path)}`);
      throw new CommandError('At least one of apiVersion, kind and name was changed');
    }
    try {
      await sendOne(context, { info, object }, options);
    } catch (error) {
      const reasons = refusalReasons(info, error);
      if (reasons !== undefined) refusals.push({ info, reasons });
      else if (isNotFound(error)) failures.push(error);
      else throw error;
    }
  }
  if (failures.length > 0) {
    context.warn(`A copy of your changes has been stored to ${JSON.stringify(edited.path)}`);
    throw new AggregateFailure(failures);
  }
  return refusals;
}

async function sendOne(
  context: Context,
  { info, object }: { info: ObjectInfo; object: UnstructuredObject },
  options: EditOptions,
): Promise<void> {
  const { mergeMetadata } = await import('@sampan/api/merge-metadata');
  const { type, namespace, name } = info;
  const from = withoutManagedFields(info.object) as JsonObject;
  const annotated = options.saveConfig ? withLastApplied(object) : withUpdatedLastApplied(object);
  if (JSON.stringify(from) === JSON.stringify(object)) return context.print(nameLine(info.object, 'skipped'));
  const schema = mergeMetadata(type);
  const to = annotated as JsonObject;
  const body = schema === undefined ? createJsonMergePatch(from, to) : createTwoWayMergePatch(from, to, schema);
  if (Object.keys(body).length === 0) return context.print(nameLine(info.object, 'skipped'));
  if (options.outputPatch) context.print(`Patch: ${JSON.stringify(body)}\n`);
  const patched = await (await context.client()).resource(type).patch(
    { namespace, name },
    { type: schema === undefined ? 'merge' : 'strategic', body },
    {
      fieldManager: options.fieldManager,
      fieldValidation: options.fieldValidation,
      ...(options.subresource !== '' && { subresource: options.subresource }),
    },
  );
  info.object = patched;
  context.print(nameLine(patched, 'edited'));
}

/** What the file's head says of a refused object; undefined for failures that no editing mends. */
function refusalReasons({ type, name }: ObjectInfo, error: unknown): string[] | undefined {
  const subject = `${pluralGroupResource(type)} ${JSON.stringify(name)}`;
  if (isInvalid(error)) {
    const causes = statusOf(error)?.details?.causes ?? [];
    return [`${subject} was not valid:`, ...causes.map(({ field, message }) => `* ${field}: ${message}`)];
  }
  if (isConflict(error)) return [`${subject} was changed meanwhile: ${errorWords(error)}`];
  const status = statusOf(error);
  if (status?.code === 400 || status?.code === 422) return [`${subject} was not valid:`, `* ${status.message ?? ''}`];
  return undefined;
}

function reportRefusal(context: Context, { type, name }: ObjectInfo, reasons: readonly string[]): void {
  const subject = `${pluralGroupResource(type)} ${JSON.stringify(name)}`;
  context.warn(reasons[0]?.endsWith('was not valid:') ? `error: ${subject} is invalid` : `error: ${reasons[0]}`);
}
