/** Where a component says what it does. Fields are small JSON values. */
export interface Logger {
  debug(message: string, fields?: LogFields): void;
  info(message: string, fields?: LogFields): void;
  warn(message: string, fields?: LogFields): void;
  error(message: string, fields?: LogFields): void;
  /** A logger that adds `fields` to every line. */
  child(fields: LogFields): Logger;
}

export type LogFields = Record<string, unknown>;

export type LogLevel = 'debug' | 'info' | 'warn' | 'error';

export interface LoggerOptions {
  /** `info` by default. */
  level?: LogLevel;
  /** One JSON object a line, or text for people; text by default. */
  format?: 'json' | 'text';
  /** Standard error by default. */
  write?(line: string): void;
  /** The wall clock by default. */
  now?(): number;
}

const levels: readonly LogLevel[] = ['debug', 'info', 'warn', 'error'];

/** A logger that writes one line a message. An Error among the fields is written with its stack at level `debug`. */
export function createLogger(options: LoggerOptions = {}): Logger {
  const { level = 'info', format = 'text', write = writeToStandardError, now = Date.now } = options;
  const render = format === 'json' ? jsonLine : textLine;
  const least = levels.indexOf(level);
  const loggerWith = (common: LogFields): Logger => {
    const log = (at: LogLevel) => (message: string, fields?: LogFields) => {
      if (levels.indexOf(at) < least) return;
      const plain = plainFields({ ...common, ...fields }, level === 'debug');
      write(render({ time: new Date(now()).toISOString(), level: at, message, fields: plain }));
    };
    return {
      debug: log('debug'),
      info: log('info'),
      warn: log('warn'),
      error: log('error'),
      child: (fields) => loggerWith({ ...common, ...fields }),
    };
  };
  return loggerWith({});
}

/** Says nothing. */
export const silentLogger: Logger = {
  debug: () => {},
  info: () => {},
  warn: () => {},
  error: () => {},
  child: () => silentLogger,
};

/** `-v N` of Kubernetes' components: above 3 means debugging. */
export function levelOfVerbosity(verbosity: number): LogLevel {
  return verbosity > 3 ? 'debug' : 'info';
}

interface Line {
  time: string;
  level: LogLevel;
  message: string;
  fields: LogFields;
}

function jsonLine({ time, level, message, fields }: Line): string {
  return `${JSON.stringify({ time, level, message, ...fields })}\n`;
}

/** `12:30:01.123 I message key=value`. */
function textLine({ time, level, message, fields }: Line): string {
  const pairs = Object.entries(fields).map(([name, value]) => ` ${name}=${textValue(value)}`);
  return `${time.slice(11, 23)} ${level.charAt(0).toUpperCase()} ${message}${pairs.join('')}\n`;
}

function textValue(value: unknown): string {
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return typeof value === 'string' && /[\s"=]/.test(text) ? JSON.stringify(text) : text;
}

function plainFields(fields: LogFields, withStacks: boolean): LogFields {
  return Object.fromEntries(
    Object.entries(fields)
      .filter(([, value]) => value !== undefined)
      .map(([name, value]) => [name, value instanceof Error ? (withStacks ? value.stack : value.message) : value]),
  );
}

function writeToStandardError(line: string): void {
  process.stderr.write(line);
}
