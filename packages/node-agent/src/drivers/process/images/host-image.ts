/** A program of this host that stands for an image. */
export interface HostImage {
  /** What the image has as ENTRYPOINT. */
  command: readonly string[];
  /** What the image has as CMD. */
  args?: readonly string[];
  env?: Readonly<Record<string, string>>;
  /** What the image has as STOPSIGNAL. */
  stopSignal?: string;
}

/**
 * Reads the text of an images file, `{"IMAGE": {"command": […], "args": […], "env": {…}} | "program"}`. Throws an Error
 * that says which entry is wrong.
 */
export function parseHostImages(text: string): Map<string, HostImage> {
  let entries: unknown;
  try {
    entries = JSON.parse(text);
  } catch {
    throw new Error('images file: not valid JSON');
  }
  if (!isObject(entries)) throw new Error('images file: it is an object of images by name');
  return new Map(Object.entries(entries).map(([name, value]) => [name, hostImage(name, value)]));
}

function hostImage(name: string, value: unknown): HostImage {
  if (typeof value === 'string' && value !== '') return { command: [value] };
  const { command, args, env } = isObject(value) ? value : {};
  if (!isTextList(command) || command.length === 0) {
    throw new Error(`images file: "${name}" needs a "command", a list of a program and its arguments`);
  }
  if (args !== undefined && !isTextList(args)) throw new Error(`images file: "args" of "${name}" is a list of texts`);
  if (env !== undefined && !(isObject(env) && isTextList(Object.values(env)))) {
    throw new Error(`images file: "env" of "${name}" is an object of texts`);
  }
  return {
    command,
    ...(args === undefined ? {} : { args }),
    ...(env === undefined ? {} : { env: env as Record<string, string> }),
  };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isTextList(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'string');
}
