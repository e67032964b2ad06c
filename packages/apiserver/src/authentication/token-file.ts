import type { Authenticator } from './authenticator.js';
import type { User } from './user.js';

/** Knows users by the tokens of a file in kube-apiserver's form: `token,user,uid,"group1,group2"`, one a line. */
export function tokenFileAuthenticator(text: string, file = 'token file'): Authenticator {
  const users = parseTokenFile(text, file);
  return {
    authenticate: ({ bearerToken }) => (bearerToken === undefined ? undefined : users.get(bearerToken)),
  };
}

/** The users of a token file by token. Throws an Error that names the file and the line. */
export function parseTokenFile(text: string, file: string): Map<string, User> {
  const users = new Map<string, User>();
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    if (line.trim() === '' || line.startsWith('#')) continue;
    const [token = '', name, uid = '', groups = ''] = parseLine(line);
    if (name === undefined || name === '') {
      throw new Error(`${file}, line ${index + 1}: must have at least 3 columns (token, user name, user uid)`);
    }
    if (token === '') throw new Error(`${file}, line ${index + 1}: the token is empty`);
    users.set(token, {
      name,
      ...(uid === '' ? {} : { uid }),
      groups: groups.split(',').filter((group) => group !== ''),
    });
  }
  return users;
}

/** The fields of a line of CSV; a quote within quotes is written twice. */
function parseLine(line: string): string[] {
  const fields: string[] = [];
  for (const match of line.matchAll(/(?:^|,)\s*(?:"((?:[^"]|"")*)"|([^,]*))/g)) {
    fields.push(match[1] === undefined ? (match[2] ?? '').trim() : match[1].replaceAll('""', '"'));
  }
  return fields;
}
