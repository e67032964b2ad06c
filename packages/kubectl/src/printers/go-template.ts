import type { UnstructuredObject } from '@sampan/api';
import { errorWords } from '../framework/error-words.js';
import { CommandError } from '../framework/errors.js';
import { compactJson } from './json.js';
import type { Printer } from './printer.js';
import { executeTemplate } from './template/execute.js';
import { formatValue } from './template/go-format.js';
import type { Template } from './template/nodes.js';
import { parseTemplate } from './template/parse.js';

/** Prints what a Go template makes of each object. */
export function createTemplatePrinter(
  text: string,
  { allowMissingKeys, print }: { allowMissingKeys: boolean; print(text: string): void },
): Printer {
  const template = parse(text);
  return (object: UnstructuredObject) => {
    try {
      return executeTemplate(template, object, { allowMissingKeys });
    } catch (error) {
      print(failureText(error as Error, text, object));
      throw new CommandError(`error executing template ${JSON.stringify(text)}: ${errorWords(error)}`);
    }
  };
}

function parse(text: string): Template {
  try {
    return parseTemplate(text);
  } catch (error) {
    throw new CommandError(`error parsing template ${text}, ${errorWords(error)}`);
  }
}

/** What was wrong, with which template, and on what: kubectl prints it where the result would have been. */
function failureText({ message }: Error, text: string, object: UnstructuredObject): string {
  return [
    `Error executing template: ${message}. Printing more information for debugging the template:`,
    '\ttemplate was:',
    `\t\t${text}`,
    '\traw data was:',
    `\t\t${compactJson(object)}`,
    '\tobject given to template engine was:',
    `\t\t${formatValue(object)}\n\n`,
  ].join('\n');
}
