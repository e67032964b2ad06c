/**
 * The paths of keys that occur twice within one object (`spec.replicas`, `spec.containers[0].name`), in the order of the
 * text. `text` must be JSON.
 */
export function duplicateJsonKeys(text: string): string[] {
  const duplicates = new Set<string>();
  let at = 0;

  function skipSpace(): void {
    while (/\s/.test(text.charAt(at))) at++;
  }

  function readString(): string {
    const start = at++;
    while (text[at] !== '"') at += text[at] === '\\' ? 2 : 1;
    at++;
    return JSON.parse(text.slice(start, at)) as string;
  }

  function readObject(path: string): void {
    const seen = new Set<string>();
    at++;
    for (skipSpace(); text[at] !== '}'; skipSpace()) {
      if (text[at] === ',') at++;
      skipSpace();
      const key = readString();
      const child = path === '' ? key : `${path}.${key}`;
      if (seen.has(key)) duplicates.add(child);
      seen.add(key);
      skipSpace();
      at++;
      readValue(child);
    }
    at++;
  }

  function readArray(path: string): void {
    at++;
    let index = 0;
    for (skipSpace(); text[at] !== ']'; skipSpace()) {
      if (text[at] === ',') at++;
      readValue(`${path}[${index++}]`);
    }
    at++;
  }

  function readValue(path: string): void {
    skipSpace();
    if (text[at] === '{') readObject(path);
    else if (text[at] === '[') readArray(path);
    else if (text[at] === '"') readString();
    else while (at < text.length && !',]}'.includes(text.charAt(at)) && !/\s/.test(text.charAt(at))) at++;
  }

  readValue('');
  return [...duplicates];
}
