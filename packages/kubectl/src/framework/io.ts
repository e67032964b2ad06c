/** Where a command prints. */
export interface Output {
  write(text: string | Uint8Array): void;
  /** Whether a person sees it; never changes what is written to anything else. */
  readonly isTerminal: boolean;
  /** Characters in a line of the terminal. */
  readonly columns?: number | undefined;
}

/** What kubectl needs of the process that it runs in; tests and `sampan kubectl` give their own. */
export interface Io {
  readonly stdout: Output;
  readonly stderr: Output;
  readonly stdin: AsyncIterable<string | Uint8Array>;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  /** Aborted when the user interrupts. */
  readonly signal?: AbortSignal;
}

/** An output that keeps what is written, for tests and for callers that want the text. */
export function captureOutput(): Output & { text(): string } {
  const chunks: string[] = [];
  const decoder = new TextDecoder();
  return {
    isTerminal: false,
    write: (text) => {
      chunks.push(typeof text === 'string' ? text : decoder.decode(text, { stream: true }));
    },
    text: () => chunks.join(''),
  };
}

/** An output over a stream of Node. */
export function streamOutput(stream: NodeJS.WritableStream & { isTTY?: boolean; columns?: number }): Output {
  return {
    isTerminal: stream.isTTY === true,
    columns: stream.columns,
    write: (text) => {
      stream.write(text);
    },
  };
}

/** Everything that comes from `input`. */
export async function readAll(input: AsyncIterable<string | Uint8Array>): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of input) chunks.push(typeof chunk === 'string' ? Buffer.from(chunk) : chunk);
  return Buffer.concat(chunks);
}
