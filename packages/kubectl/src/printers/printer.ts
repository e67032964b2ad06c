import type { UnstructuredObject } from '@sampan/api';
import type { Context } from '../framework/context.js';
import { CommandError } from '../framework/errors.js';

/** Turns one object (or list) into text. `first` is false for all but the first object of a command. */
export type Printer = (object: UnstructuredObject, first?: boolean) => string | Promise<string>;

/** What the flags of `printFlags` say. */
export interface PrintOptions {
  output: string;
  template: string;
  allowMissingTemplateKeys: boolean;
  showManagedFields: boolean;
}

/** The formats that a command knows besides those of every command. */
export interface PrinterSetup {
  /** What happened, for `-o name` and for no format at all: `created`; `-o name` alone prints only the name. */
  operation?: string;
  /** Formats that only some commands know: `wide`, `custom-columns`, …. */
  moreFormats?: readonly string[];
  /** Whether objects are of built-in types, whose fields keep their order in JSON. */
  isTyped?: boolean;
}

/**
 * The printer that `-o` names, for formats that print whole objects. Throws for a format that is not known. Without
 * `-o` it prints `TYPE/NAME OPERATION`.
 */
export async function createPrinter(
  context: Context,
  options: PrintOptions,
  { operation = '', moreFormats = [], isTyped = false }: PrinterSetup = {},
): Promise<Printer> {
  const { name: format, argument } = splitOutput(options);
  const strip = options.showManagedFields ? (object: UnstructuredObject) => object : withoutManagedFields;
  switch (format) {
    case '':
    case 'name': {
      const { nameLine } = await import('./name.js');
      return async (object) => nameLine(object, format === 'name' ? '' : operation);
    }
    case 'json': {
      const { formatJson, formatTypedJson } = await import('./json.js');
      return (object) => (isTyped ? formatTypedJson : formatJson)(strip(object));
    }
    case 'yaml': {
      const { formatYaml } = await import('@sampan/api/yaml');
      return (object, first = true) => `${first ? '' : '---\n'}${formatYaml(strip(object))}`;
    }
    case 'jsonpath':
    case 'jsonpath-file':
    case 'jsonpath-as-json': {
      const { createJsonPathPrinter } = await import('./jsonpath.js');
      const text = await templateText(context, { argument, isFile: format === 'jsonpath-file' });
      return createJsonPathPrinter(text, {
        allowMissingKeys: options.allowMissingTemplateKeys,
        asJson: format === 'jsonpath-as-json',
      });
    }
    case 'go-template':
    case 'template':
    case 'go-template-file':
    case 'templatefile': {
      const { createTemplatePrinter } = await import('./go-template.js');
      const text = await templateText(context, { argument, isFile: format.endsWith('file') });
      return createTemplatePrinter(text, {
        allowMissingKeys: options.allowMissingTemplateKeys,
        print: context.print,
      });
    }
    default:
      throw unknownFormat(options.output, moreFormats);
  }
}

/** The error for an output format that a command does not know. */
export function unknownFormat(output: string, moreFormats: readonly string[] = []): CommandError {
  const known = [
    'json',
    'yaml',
    'name',
    'go-template',
    'go-template-file',
    'template',
    'templatefile',
    'jsonpath',
    'jsonpath-as-json',
    'jsonpath-file',
    ...moreFormats,
  ].sort();
  return new CommandError(
    `unable to match a printer suitable for the output format ${JSON.stringify(output)}, allowed formats are: ${known.join(',')}`,
  );
}

const withArgument = [
  'go-template',
  'go-template-file',
  'template',
  'templatefile',
  'jsonpath',
  'jsonpath-as-json',
  'jsonpath-file',
  'custom-columns',
  'custom-columns-file',
];

/** `jsonpath={.items}` → its format and its argument, which may also stand in `--template`. */
export function splitOutput({ output, template }: Pick<PrintOptions, 'output' | 'template'>): {
  name: string;
  argument: string;
} {
  const equals = output.indexOf('=');
  const name = equals === -1 ? output : output.slice(0, equals);
  if (equals !== -1 && withArgument.includes(name)) return { name, argument: output.slice(equals + 1) };
  if (output === '' && template !== '') return { name: 'go-template', argument: template };
  return { name: output, argument: withArgument.includes(output) ? template : '' };
}

async function templateText(
  context: Context,
  { argument, isFile }: { argument: string; isFile: boolean },
): Promise<string> {
  if (argument === '') {
    throw new CommandError('template format specified but no template given');
  }
  if (!isFile) return argument;
  const { readUserFile } = await import('../framework/read-file.js');
  return (await readUserFile(context, argument, `error reading --template ${argument}, `)).toString('utf8');
}

/** What servers note about field owners is rarely what people want to read. */
export function withoutManagedFields(object: UnstructuredObject): UnstructuredObject {
  const items = object.items as UnstructuredObject[] | undefined;
  if (Array.isArray(items)) return { ...object, items: items.map(withoutManagedFields) };
  if (object.metadata?.managedFields === undefined) return object;
  const { managedFields: _, ...metadata } = object.metadata;
  return { ...object, metadata };
}
