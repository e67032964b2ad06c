/** One entry of a tar archive. */
export interface TarEntry {
  name: string;
  type: 'file' | 'folder' | 'link' | 'other';
  /** Permissions. */
  mode: number;
  /** Seconds since 1970. */
  modified: number;
  /** Where a symbolic link leads. */
  target: string;
  size: number;
}

export const blockSize = 512;

/** The header of an entry in GNU's format; names of any length, in a block of their own where they are too long. */
export function tarHeader(entry: TarEntry): Buffer {
  const name = Buffer.from(entry.type === 'folder' ? `${entry.name}/` : entry.name);
  const long: Buffer[] = name.length > 100 ? [longName(name)] : [];
  return Buffer.concat([...long, header(name, entry, { file: '0', folder: '5', link: '2', other: '0' }[entry.type])]);
}

function longName(name: Buffer): Buffer {
  const body = Buffer.concat([name, Buffer.alloc(1)]);
  const entry = { name: '', type: 'file', mode: 0o644, modified: 0, target: '', size: body.length } as const;
  return Buffer.concat([header(Buffer.from('././@LongLink'), entry, 'L'), body, padding(body.length)]);
}

function header(name: Buffer, entry: TarEntry, typeFlag: string): Buffer {
  const block = Buffer.alloc(blockSize);
  const octal = (value: number, length: number) =>
    `${Math.floor(value)
      .toString(8)
      .padStart(length - 1, '0')}\0`;
  name.copy(block, 0, 0, 100);
  block.write(octal(entry.mode & 0o7777, 8), 100);
  block.write(octal(0, 8), 108);
  block.write(octal(0, 8), 116);
  block.write(octal(entry.type === 'file' ? entry.size : 0, 12), 124);
  block.write(octal(Math.max(0, entry.modified), 12), 136);
  block.write('        ', 148);
  block.write(typeFlag, 156);
  block.write(entry.target.slice(0, 100), 157);
  block.write('ustar  \0', 257);
  const sum = block.reduce((total, byte) => total + byte, 0);
  block.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  return block;
}

/** What fills the last block of `size` bytes. */
export function padding(size: number): Buffer {
  return Buffer.alloc((blockSize - (size % blockSize)) % blockSize);
}

/** The two empty blocks that end an archive. */
export const tarEnd = Buffer.alloc(2 * blockSize);

/** The entries of an archive as it comes in, each with its content, which has to be read before the next one. */
export async function* readTar(
  input: AsyncIterable<Uint8Array>,
): AsyncIterable<{ entry: TarEntry; content: AsyncIterable<Uint8Array> }> {
  const reader = blockReader(input);
  let override: { name?: string; target?: string } = {};
  for (;;) {
    const block = await reader.take(blockSize);
    if (block === undefined || block.every((byte) => byte === 0)) return;
    const { entry, typeFlag } = parseHeader(block);
    if (typeFlag === 'L' || typeFlag === 'K' || typeFlag === 'x' || typeFlag === 'g') {
      const body = (await reader.take(entry.size + padding(entry.size).length)) ?? Buffer.alloc(0);
      const text = body.subarray(0, entry.size).toString('utf8');
      if (typeFlag === 'L') override.name = text.replace(/\0.*$/s, '');
      if (typeFlag === 'K') override.target = text.replace(/\0.*$/s, '');
      if (typeFlag === 'x') override = { ...override, ...parsePax(text) };
      continue;
    }
    const whole = { ...entry, ...override };
    override = {};
    yield { entry: { ...whole, name: whole.name.replace(/\/+$/, '') }, content: reader.stream(entry.size) };
    await reader.skipRest();
  }
}

const entryTypes: Readonly<Record<string, TarEntry['type']>> = { '0': 'file', '7': 'file', '5': 'folder', '2': 'link' };

function parseHeader(block: Buffer): { entry: TarEntry; typeFlag: string } {
  const text = (start: number, length: number) => block.toString('utf8', start, start + length).replace(/\0.*$/s, '');
  const number = (start: number, length: number) => Number.parseInt(text(start, length).trim() || '0', 8);
  const typeFlag = text(156, 1) || '0';
  const prefix = text(257, 6) === 'ustar' && block[263] === 0x30 ? text(345, 155) : '';
  const name = prefix === '' ? text(0, 100) : `${prefix}/${text(0, 100)}`;
  const type = entryTypes[typeFlag] ?? 'other';
  const entry: TarEntry = {
    name,
    type,
    mode: number(100, 8),
    modified: number(136, 12),
    target: text(157, 100),
    size: number(124, 12),
  };
  return { entry, typeFlag };
}

function parsePax(text: string): { name?: string; target?: string } {
  const fields = Object.fromEntries(
    [...text.matchAll(/\d+ ([^=]+)=([^\n]*)\n/g)].map(([, key = '', value = '']) => [key, value]),
  );
  return {
    ...(fields.path !== undefined && { name: fields.path }),
    ...(fields.linkpath !== undefined && { target: fields.linkpath }),
  };
}

/** Cuts a stream into pieces of asked-for lengths. */
function blockReader(input: AsyncIterable<Uint8Array>) {
  const iterator = input[Symbol.asyncIterator]();
  let buffer: Buffer = Buffer.alloc(0);
  let left = 0;
  let pad = 0;
  const fill = async (): Promise<boolean> => {
    const { done, value } = await iterator.next();
    if (done) return false;
    buffer = buffer.length === 0 ? Buffer.from(value) : Buffer.concat([buffer, value]);
    return true;
  };
  const take = async (length: number): Promise<Buffer | undefined> => {
    while (buffer.length < length) if (!(await fill())) return undefined;
    const piece = buffer.subarray(0, length);
    buffer = buffer.subarray(length);
    return piece;
  };
  function stream(size: number): AsyncIterable<Uint8Array> {
    left = size;
    pad = padding(size).length;
    return pieces();
  }
  async function* pieces(): AsyncIterable<Uint8Array> {
    while (left > 0) {
      if (buffer.length === 0 && !(await fill())) throw new Error('unexpected EOF');
      const piece = buffer.subarray(0, left);
      buffer = buffer.subarray(piece.length);
      left -= piece.length;
      yield piece;
    }
  }
  const skipRest = async () => {
    await take(left + pad);
    left = 0;
    pad = 0;
  };
  return { take, stream, skipRest };
}
