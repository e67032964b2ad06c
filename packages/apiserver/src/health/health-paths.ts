import { type ApiResponse, text } from '../pipeline/api-response.js';
import { PageNotFound } from '../pipeline/page-not-found.js';
import type { PathRequest, PathTable } from '../pipeline/paths.js';

/** One thing that has to be in order; returns what is not, or nothing. */
export interface HealthCheck {
  readonly name: string;
  check(): string | undefined;
  /** What an operator should know although it keeps nothing from working, one text a line. */
  note?(): readonly string[];
}

export interface HealthChecks {
  readonly livez: readonly HealthCheck[];
  readonly readyz: readonly HealthCheck[];
}

/** `/healthz`, `/livez`, `/readyz`, and below each of them its single checks. */
export function healthPaths({ livez, readyz }: HealthChecks): PathTable {
  const endpoints = { healthz: livez, livez, readyz };
  const exact: PathTable['exact'] = Object.fromEntries(
    Object.entries(endpoints).map(([name, checks]) => [`/${name}`, (request) => respond(request, name, checks)]),
  );
  const prefixes: PathTable['prefixes'] = Object.fromEntries(
    Object.entries(endpoints).map(([name, checks]) => [`/${name}/`, (request) => respondOne(request, checks)]),
  );
  return { exact, prefixes };
}

function respond({ info }: PathRequest, name: string, checks: readonly HealthCheck[]): ApiResponse {
  const excluded = new Set(info.query.getAll('exclude'));
  const results = checks
    .filter((check) => !excluded.has(check.name))
    .map((check) => ({ check, problem: check.check() }));
  const failed = results.some(({ problem }) => problem !== undefined);
  if (!failed && !info.query.has('verbose')) return text(200, 'ok');
  const lines = results.flatMap(({ check, problem }) => [
    problem === undefined ? `[+]${check.name} ok` : `[-]${check.name} failed: ${problem}`,
    ...(check.note?.() ?? []).map((note) => `[!]${check.name}: ${note}`),
  ]);
  return text(failed ? 500 : 200, `${lines.join('\n')}\n${name} check ${failed ? 'failed' : 'passed'}\n`);
}

function respondOne({ info }: PathRequest, checks: readonly HealthCheck[]): ApiResponse {
  const name = info.path.split('/').slice(2).join('/');
  const check = checks.find((candidate) => candidate.name === name);
  if (check === undefined) throw new PageNotFound();
  const problem = check.check();
  return problem === undefined ? text(200, 'ok') : text(500, `internal server error: ${problem}\n`);
}
