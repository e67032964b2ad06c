import type { IncomingMessage } from 'node:http';
import { CommandError } from '../../framework/errors.js';

/** Which requests a proxy serves: regular expressions, several joined by commas. */
export interface FilterRules {
  acceptHosts: string;
  acceptPaths: string;
  rejectMethods: string;
  rejectPaths: string;
  disableFilter: boolean;
}

/** Whether a request is served. Throws for an expression that is none, as Go's regexp words it. */
export function createFilter(
  rules: FilterRules,
): (request: Pick<IncomingMessage, 'headers' | 'method' | 'url'>) => boolean {
  if (rules.disableFilter) return () => true;
  const matcher = (text: string) => {
    const expressions = text.split(',').map(compile);
    return (value: string) => expressions.some((expression) => expression.test(value));
  };
  const [acceptsHost, acceptsPath] = [matcher(rules.acceptHosts), matcher(rules.acceptPaths)];
  const [rejectsMethod, rejectsPath] = [matcher(rules.rejectMethods), matcher(rules.rejectPaths)];
  return ({ headers, method = '', url = '/' }) => {
    const path = url.split('?')[0] ?? '/';
    const host = (headers.host ?? '').replace(/:\d+$/, '');
    return !rejectsPath(path) && !rejectsMethod(method) && acceptsPath(path) && acceptsHost(host);
  };
}

function compile(text: string): RegExp {
  try {
    return new RegExp(text);
  } catch {
    throw new CommandError(`Error compiling re: error parsing regexp: ${expressionProblem(text)}`);
  }
}

function expressionProblem(text: string): string {
  const bare = text.replace(/\\./g, '').replace(/\[[^\]]*\]/g, '');
  const count = (character: string) => bare.split(character).length - 1;
  if (/\\$/.test(text)) return 'trailing backslash at end of expression: ``';
  if (count('[') > 0) return `missing closing ]: \`${text.slice(text.indexOf('['))}\``;
  if (count('(') > count(')')) return `missing closing ): \`${text}\``;
  if (count(')') > count('(')) return `unexpected ): \`${text}\``;
  const repetition = /(?:^|[(|])([*+?])/.exec(bare)?.[1];
  if (repetition !== undefined) return `missing argument to repetition operator: \`${repetition}\``;
  return `invalid expression: \`${text}\``;
}
