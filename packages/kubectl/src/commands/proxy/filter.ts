import type { IncomingMessage } from 'node:http';

/** Which requests a proxy serves: regular expressions, several joined by commas. */
export interface FilterRules {
  acceptHosts: string;
  acceptPaths: string;
  rejectMethods: string;
  rejectPaths: string;
  disableFilter: boolean;
}

/** Whether a request is served. */
export function createFilter(
  rules: FilterRules,
): (request: Pick<IncomingMessage, 'headers' | 'method' | 'url'>) => boolean {
  if (rules.disableFilter) return () => true;
  const matcher = (text: string) => {
    const expressions = text.split(',').map((part) => new RegExp(part));
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
