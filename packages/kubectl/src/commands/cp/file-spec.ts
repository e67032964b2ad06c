import { CommandError } from '../../framework/errors.js';

/** One side of a copy. Without a pod it is on this machine. */
export interface FileSpec {
  namespace: string;
  pod: string;
  path: string;
}

const malformed = 'filespec must match the canonical format: [[namespace/]pod:]file/path';

/** `PATH`, `POD:PATH` or `NAMESPACE/POD:PATH`. */
export function parseFileSpec(text: string): FileSpec {
  const colon = text.indexOf(':');
  if (colon === 0) throw new CommandError(malformed);
  if (colon === -1 || /^\.{0,2}\//.test(text)) return { namespace: '', pod: '', path: text };
  const [front, path] = [text.slice(0, colon), text.slice(colon + 1)];
  if (path === '') throw new CommandError('filepath can not be empty');
  const parts = front.split('/');
  if (parts.length > 2) throw new CommandError(malformed);
  const [namespace, pod] = parts.length === 2 ? parts : ['', parts[0]];
  return { namespace: namespace ?? '', pod: pod ?? '', path };
}
