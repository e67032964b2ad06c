/**
 * The variables of an env file (KEP-3721): lines of `NAME='value'`, where what is within the quotes counts as it is,
 * ends of lines, too. Empty lines and those that begin with `#` are left out; `NAME=` and `NAME= …` are empty. Throws
 * for everything else.
 */
export function parseEnvFile(text: string): Map<string, string> {
  const variables = new Map<string, string>();
  const statement = /[ \t]*(?:(?:#[^\n]*)?|([^\s='#]+)=(?:'([^']*)'[ \t]*(?:#[^\n]*)?|[ \t][^\n]*)?)(?:\r?\n|$)/y;
  while (statement.lastIndex < text.length) {
    const at = statement.lastIndex;
    const match = statement.exec(text);
    if (match === null) throw new Error(`line ${text.slice(0, at).split('\n').length} is not NAME='value'`);
    const [, name, value] = match;
    if (name !== undefined) variables.set(name, value ?? '');
  }
  return variables;
}
