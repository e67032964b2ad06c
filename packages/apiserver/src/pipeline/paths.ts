import type { User } from '../authentication/user.js';
import type { ServerContext } from '../server/server-context.js';
import type { ApiRequest } from './api-request.js';
import type { ApiResponse } from './api-response.js';
import type { RequestInfo } from './request-info.js';

/** A request for a path that is not a resource: discovery, health, metrics. */
export interface PathRequest {
  readonly http: ApiRequest;
  readonly info: RequestInfo;
  readonly user: User;
  readonly server: ServerContext;
}

export type PathHandler = (request: PathRequest) => ApiResponse | Promise<ApiResponse>;

/** The paths that are served besides resources. */
export interface Paths {
  /** The handler of a path, without its trailing slash. */
  find(path: string): PathHandler | undefined;
  /** All paths, sorted: what `/` answers. */
  all(): string[];
}

export interface PathTable {
  /** Whole paths. */
  readonly exact: Readonly<Record<string, PathHandler>>;
  /** Beginnings, ending in a slash: `/apis/`. */
  readonly prefixes: Readonly<Record<string, PathHandler>>;
  /** Paths behind the prefixes that are listed too. */
  listed?(): string[];
}

export function createPaths(tables: readonly PathTable[]): Paths {
  const exact = new Map(tables.flatMap((table) => Object.entries(table.exact)));
  const prefixes = tables.flatMap((table) => Object.entries(table.prefixes));
  return {
    find: (path) => {
      const trimmed = path.length > 1 && path.endsWith('/') ? path.slice(0, -1) : path;
      return exact.get(trimmed) ?? prefixes.find(([prefix]) => trimmed.startsWith(prefix))?.[1];
    },
    all: () => [...exact.keys(), ...tables.flatMap((table) => table.listed?.() ?? [])].sort(),
  };
}
