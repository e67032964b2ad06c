import type { UnstructuredObject } from '@sampan/api';
import type { Context } from '../../framework/context.js';
import { errorWords } from '../../framework/error-words.js';
import { CommandError, SilentExit } from '../../framework/errors.js';
import { withLastApplied } from '../../framework/last-applied.js';
import { typeProblems } from '../../framework/manifests.js';
import type { ObjectInfo } from '../../framework/read-objects.js';
import { type ObjectTarget, resolveText, wrongNamespace } from '../../framework/selection.js';
import { type PrintOptions, splitOutput, withoutManagedFields } from '../../printers/printer.js';
import { formatSyntax } from '../../printers/template/go-format.js';
import { type EditedObject, type EditMode, type EditOptions, editSubject, type Refused } from './edit-mode.js';
import { type EditReason, editHead, hasContent, saysTheSame, withoutComments } from './edited-text.js';
import { type EditedFile, launchEditor } from './launch-editor.js';

/**
 * Opens objects in an editor and lets `mode` send what comes out of it; what is refused is opened again with the
 * reasons, until nothing is refused or nothing is changed any more. What was not sent stays in its file, which is named.
 */
export async function editObjects(
  context: Context,
  infos: readonly ObjectInfo[],
  { mode, options }: { mode: EditMode; options: EditOptions },
): Promise<void> {
  const format = fileFormat(options.print);
  const original = await formatObjects(infos, format);
  let reasons: EditReason[] = [];
  let last: EditedFile | undefined;
  for (;;) {
    const head = format === 'json' ? '' : editHead(mode.introduction, reasons);
    const body = last === undefined ? original : withoutComments(last.text);
    const file = await launchEditor(context, `${head}${body}`, { format, ...options }).catch(async (error) => {
      if (last !== undefined) nameCopy(context, last);
      throw error;
    });
    if (last !== undefined && (await saysTheSame(last.text, file.text))) {
      await last.remove();
      nameCopy(context, file);
      throw new CommandError('Edit cancelled, no valid changes were saved.');
    }
    await last?.remove();
    last = file;

    const problem = options.fieldValidation === 'Ignore' ? undefined : await problemOf(withoutComments(file.text));
    if (problem !== undefined) {
      const subject = infos[0] === undefined ? '' : editSubject(infos[0]);
      const detail = `<nil>: Invalid value: "The edited file failed validation": ${problem}`;
      reasons = [{ head: `${subject} was not valid`, details: [detail] }];
      context.warn(`error: ${subject} is invalid`);
      continue;
    }
    if ((await saysTheSame(original, file.text)) || !hasContent(file.text)) {
      await file.remove();
      const isEmpty = !hasContent(file.text);
      return context.warn(isEmpty ? 'Edit cancelled, saved file was empty.' : 'Edit cancelled, no changes made.');
    }

    const { targets, problem: mistake } = await readEdited(context, file.text);
    if (mistake !== undefined) {
      reasons = [{ head: `The edited file had a syntax error: ${errorWords(mistake)}`, details: [] }];
      continue;
    }
    let refused: Refused;
    try {
      const { namespace } = await context.namespace();
      const edited = matchEdited(targets, { infos, namespace, saveConfig: options.saveConfig });
      refused = await mode.send(context, edited);
    } catch (error) {
      nameCopy(context, file);
      throw error;
    }
    if (refused.retryable > 0) {
      context.warn(`You can run \`kubectl replace -f ${file.path}\` to try this update again.`);
      throw new SilentExit(1);
    }
    if (refused.notFound > 0) {
      context.warn(`The edits you made on deleted resources have been saved to ${JSON.stringify(file.path)}`);
      throw new SilentExit(1);
    }
    if (refused.reasons.length === 0) return await file.remove();
    reasons = refused.reasons;
  }
}

function fileFormat(print: PrintOptions): 'yaml' | 'json' {
  const { name } = splitOutput(print);
  if (name === '' || name === 'yaml') return 'yaml';
  if (name === 'json') return 'json';
  throw new CommandError(
    `unable to match a printer suitable for the output format ${JSON.stringify(name)}, allowed formats are: json,yaml`,
  );
}

/** Says where the edited text is, which was not sent. */
function nameCopy(context: Context, { path }: EditedFile): void {
  context.warn(`A copy of your changes has been stored to ${JSON.stringify(path)}`);
}

async function formatObjects(infos: readonly ObjectInfo[], format: 'yaml' | 'json'): Promise<string> {
  const objects = infos.map(({ object }) => withoutManagedFields(object));
  const [only] = objects;
  const whole =
    objects.length === 1 && only !== undefined
      ? only
      : { apiVersion: 'v1', items: objects, kind: 'List', metadata: {} };
  if (format === 'json') return (await import('../../printers/json.js')).formatJson(whole);
  return (await import('@sampan/api/yaml')).formatYaml(whole);
}

/** What is wrong with a file before any server sees it: it cannot be read, or holds no object. */
async function problemOf(text: string): Promise<string | undefined> {
  const { decodeManifest } = await import('../../framework/decode-manifest.js');
  let first: unknown;
  try {
    for await (const value of decodeManifest(text)) {
      first = value;
      break;
    }
  } catch (error) {
    return errorWords(error).replace(/^error converting YAML to JSON: /, '');
  }
  const problems = typeProblems(first);
  return problems.length > 1 ? `[${problems.join(', ')}]` : problems[0];
}

/** The objects of an edited file; a mistake in one of them is a mistake of the file. */
async function readEdited(context: Context, text: string): Promise<{ targets: ObjectTarget[]; problem?: unknown }> {
  try {
    return { targets: await resolveText(context, text, 'edited-file') };
  } catch (problem) {
    return { targets: [], problem };
  }
}

/**
 * Finds for each edited object the one that it was, by its uid. It stays in the namespace of the command, and whose
 * fields are whose, which the editor did not show, is with it again.
 */
function matchEdited(
  targets: readonly ObjectTarget[],
  { infos, namespace, saveConfig }: { infos: readonly ObjectInfo[]; namespace: string; saveConfig: boolean },
): EditedObject[] {
  return targets.map((target) => {
    const object = target.object as UnstructuredObject;
    const isElsewhere = target.type.namespaced && target.namespace !== '' && target.namespace !== namespace;
    if (isElsewhere) throw wrongNamespace(target.namespace, namespace);
    const original = infos.find((info) => info.object.metadata.uid === object.metadata.uid);
    if (original === undefined) {
      throw new CommandError(`no original object found for &unstructured.Unstructured{Object:${formatSyntax(object)}}`);
    }
    const { managedFields } = original.object.metadata;
    const metadata = {
      ...object.metadata,
      ...(target.type.namespaced && { namespace }),
      ...(managedFields !== undefined && { managedFields }),
    };
    const whole = { ...object, metadata };
    const edited = { ...target, namespace: target.type.namespaced ? namespace : '' };
    return { original, target: { ...edited, object: saveConfig ? withLastApplied(whole) : whole } };
  });
}
