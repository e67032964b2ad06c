import { STATUS_CODES } from 'node:http';
import type { Clock } from '@sampan/api';
import type { HttpRequest, HttpResponse, Transport } from '@sampan/client';
import { logLine, logValue } from './log-line.js';

/** Where the log goes, and how much of it there is (`-v`). */
export interface RequestLog {
  level: number;
  server: string;
  clock: Clock;
  write(text: string): void;
}

/**
 * `transport`, of which a log is kept, as kubectl keeps it: from level 6 on what was asked and answered, from 7 on with the
 * headers of requests, from 8 on with those of answers and with bodies, from 9 on with what curl would have to be told.
 * Credentials are added further down, and are in no log.
 */
export function withRequestLog(transport: Transport, log: RequestLog): Transport {
  if (log.level < 6) return transport;
  const say = (source: string, text: string) =>
    log.write(logLine('I', text, { now: log.clock.now(), processId: process.pid, source }));
  return {
    close: () => transport.close(),
    async request(request) {
      const begin = log.clock.now();
      const url = `${log.server.replace(/\/$/, '')}${request.path}`;
      sayRequest(request, url, { level: log.level, say });
      const summary = (status: string, headers: Record<string, string>) => {
        const asked =
          log.level === 6 || log.level >= 9 ? ` verb=${JSON.stringify(request.method)} url=${JSON.stringify(url)}` : '';
        const shown = log.level >= 8 ? ` headers=${logValue(headerText(headers))}` : '';
        const took = `milliseconds=${log.clock.now() - begin}`;
        say('round_trippers', `"Response"${asked} status=${JSON.stringify(status)}${shown} ${took}`);
      };
      let response: HttpResponse;
      try {
        response = await transport.request(request);
      } catch (error) {
        summary('', {});
        throw error;
      }
      summary(statusText(response.status), response.headers);
      if (log.level < 8) return response;
      return observed(response, (text) =>
        say('helper', `"Response Body" body=${logValue(shortened(text, log.level))}`),
      );
    },
  };
}

function sayRequest(
  request: HttpRequest,
  url: string,
  { level, say }: { level: number; say(source: string, text: string): void },
): void {
  if (level < 7) return;
  const { method, headers = {}, body = '' } = request;
  if (level >= 8) {
    const text = typeof body === 'string' ? body : Buffer.from(body).toString('utf8');
    say('helper', `"Request Body" body=${logValue(shortened(text, level))}`);
  }
  const asked = `verb=${JSON.stringify(method)} url=${JSON.stringify(url)}`;
  if (level < 9) {
    say('round_trippers', `"Request" ${asked} headers=${logValue(headerText(headers))}`);
    return;
  }
  const told = Object.entries(headers).map(([name, value]) => ` -H "${canonical(name)}: ${value}"`);
  say('round_trippers', `"Request" curlCommand=${logValue(`curl -v -X${method} ${told.join('')} '${url}'\n`)}`);
}

function headerText(headers: Record<string, string>): string {
  return Object.entries(headers)
    .map(([name, value]) => `${canonical(name)}: ${value}\n`)
    .sort()
    .join('');
}

/** `content-type` → `Content-Type`. */
function canonical(name: string): string {
  return name.replace(/(^|-)[a-z]/g, (letter) => letter.toUpperCase());
}

/** Long bodies are cut: who wants all of them asks for more than level 9. */
function shortened(text: string, level: number): string {
  const limit = level >= 10 ? Number.POSITIVE_INFINITY : level === 9 ? 10_240 : 1024;
  return text.length <= limit ? text : `${text.slice(0, limit)} [truncated ${text.length - limit} chars]`;
}

function statusText(status: number): string {
  return `${status} ${STATUS_CODES[status] ?? ''}`.trimEnd();
}

/** An answer whose whole body is told when it has been read. */
function observed(response: HttpResponse, tell: (text: string) => void): HttpResponse {
  return {
    ...response,
    async text() {
      const text = await response.text();
      tell(text);
      return text;
    },
    body: {
      async *[Symbol.asyncIterator]() {
        const chunks: Uint8Array[] = [];
        for await (const chunk of response.body) {
          chunks.push(chunk);
          yield chunk;
        }
        tell(Buffer.concat(chunks).toString('utf8'));
      },
    },
  };
}
