import { parseJsonPath, type UnstructuredObject } from '@sampan/api';
import { errorWords } from '../framework/error-words.js';
import { CommandError } from '../framework/errors.js';
import type { Printer } from './printer.js';
import { formatSyntax } from './template/go-format.js';

/** Prints what a JSONPath template selects of each object; as JSON if `asJson`. */
export function createJsonPathPrinter(
  template: string,
  { allowMissingKeys, asJson }: { allowMissingKeys: boolean; asJson: boolean },
): Printer {
  const path = parseTemplate(template, allowMissingKeys);
  return (object: UnstructuredObject) => {
    try {
      return asJson ? path.printJson(object) : path.print(object);
    } catch (error) {
      throw new CommandError(failureText(error as Error, template, object));
    }
  };
}

function parseTemplate(template: string, allowMissingKeys: boolean) {
  try {
    return parseJsonPath(template, { allowMissingKeys });
  } catch (error) {
    throw new CommandError(`error parsing jsonpath ${template}, ${errorWords(error)}`);
  }
}

/** What was wrong, with which template, and on what. */
function failureText(error: Error, template: string, object: UnstructuredObject): string {
  return [
    `error executing jsonpath ${JSON.stringify(template)}: Error executing template: ${errorWords(error)}. Printing more information for debugging the template:`,
    '\ttemplate was:',
    `\t\t${template}`,
    '\tobject given to jsonpath engine was:',
    `\t\t${formatSyntax(object)}\n\n\n`,
  ].join('\n');
}
