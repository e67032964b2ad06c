import { mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type {
  APIGroupDiscovery,
  APIGroupDiscoveryList,
  APIGroupList,
  APIResourceDiscovery,
  APIResourceList,
  Clock,
} from '@sampan/api';
import type { Client } from '@sampan/client';
import type { GlobalFlags } from './global-flags.js';
import type { Io } from './io.js';

/** What a server serves, as its aggregated discovery documents say it, core group first. */
export interface Discovery {
  /** From the cache if it is younger than six hours. */
  groups(): Promise<readonly APIGroupDiscovery[]>;
  /** From the server, into the cache. */
  refresh(): Promise<readonly APIGroupDiscovery[]>;
  /** Whether `groups` was answered from the server in this run. */
  isFresh(): boolean;
  /** What could not be asked for, of servers without aggregated discovery: group version and reason. */
  failures(): ReadonlyMap<string, unknown>;
}

/** How long kubectl trusts what it knows about a server, in milliseconds. */
const timeToLive = 6 * 60 * 60 * 1000;

/** Discovery through `client`, remembered in `folder`. */
export function createDiscovery({
  client,
  folder,
  clock,
}: {
  client: Client;
  folder: string;
  clock: Clock;
}): Discovery {
  const file = path.join(folder, 'aggregated.json');
  const failures = new Map<string, unknown>();
  let known: readonly APIGroupDiscovery[] | undefined;
  let fresh = false;

  async function refresh(): Promise<readonly APIGroupDiscovery[]> {
    failures.clear();
    known = await fetchGroups(client, failures);
    fresh = true;
    if (failures.size === 0) await remember(file, known);
    return known;
  }
  return {
    refresh,
    isFresh: () => fresh,
    failures: () => failures,
    groups: async () => {
      known ??= await recall(file, clock);
      return known ?? (await refresh());
    },
  };
}

/** The folder of one server's cache, named as kubectl names it: every character that paths might mind is `_`. */
export function cacheFolder({
  globals,
  home,
  env,
  server,
}: {
  globals: GlobalFlags;
  home: string;
  env: Io['env'];
  server: string;
}): string {
  const root = globals.cacheDir || env.KUBECACHEDIR || path.join(home, '.kube', 'cache');
  const host = server.replace(/^https?:\/\//, '').replace(/[^\w/.()]/g, '_');
  return path.join(root, 'discovery', host);
}

async function recall(file: string, clock: Clock): Promise<readonly APIGroupDiscovery[] | undefined> {
  try {
    const { mtimeMs } = await stat(file);
    if (clock.now() - mtimeMs > timeToLive) return undefined;
    return JSON.parse(await readFile(file, 'utf8')) as APIGroupDiscovery[];
  } catch {
    return undefined;
  }
}

/** Another kubectl may read at the same time: the file appears whole. A cache that cannot be written is no error. */
async function remember(file: string, groups: readonly APIGroupDiscovery[]): Promise<void> {
  const temporary = `${file}.${process.pid}`;
  try {
    await mkdir(path.dirname(file), { recursive: true, mode: 0o750 });
    await writeFile(temporary, JSON.stringify(groups), { mode: 0o660 });
    await rename(temporary, file);
  } catch {
    await rm(temporary, { force: true }).catch(() => undefined);
  }
}

const aggregatedTypes = ['v2', 'v2beta1']
  .map((version) => `application/json;g=apidiscovery.k8s.io;v=${version};as=APIGroupDiscoveryList`)
  .join(',');

async function fetchGroups(client: Client, failures: Map<string, unknown>): Promise<APIGroupDiscovery[]> {
  const headers = { accept: `${aggregatedTypes},application/json` };
  const ask = (at: string) => client.json<APIGroupDiscoveryList | APIGroupList>({ method: 'GET', path: at, headers });
  const [core, named] = await Promise.all([ask('/api'), ask('/apis')]);
  const isAggregated = (document: { kind?: string }) => document.kind === 'APIGroupDiscoveryList';
  const legacy = (group: string, versions: string[]) => fetchLegacyGroup({ client, failures, group, versions });
  return [
    ...(isAggregated(core)
      ? (core as APIGroupDiscoveryList).items
      : [await legacy('', (core as unknown as { versions?: string[] }).versions ?? [])]),
    ...(isAggregated(named)
      ? (named as APIGroupDiscoveryList).items
      : await Promise.all((named as APIGroupList).groups.map((group) => legacy(group.name, preferredFirst(group))))),
  ];
}

function preferredFirst(group: APIGroupList['groups'][number]): string[] {
  const preferred = group.preferredVersion?.version;
  const versions = group.versions.map(({ version }) => version);
  return preferred === undefined ? versions : [preferred, ...versions.filter((version) => version !== preferred)];
}

/** A group of a server that answers one document for each group version. One that fails is left out, and noted. */
async function fetchLegacyGroup({
  client,
  failures,
  group,
  versions,
}: {
  client: Client;
  failures: Map<string, unknown>;
  group: string;
  versions: string[];
}): Promise<APIGroupDiscovery> {
  const documents = await Promise.all(
    versions.map(async (version) => {
      const at = group === '' ? `/api/${version}` : `/apis/${group}/${version}`;
      try {
        const list = await client.json<APIResourceList>({ method: 'GET', path: at });
        return [{ version, resources: fromLegacy(list, { group, version }) }];
      } catch (error) {
        failures.set(group === '' ? version : `${group}/${version}`, error);
        return [];
      }
    }),
  );
  return { metadata: { name: group }, versions: documents.flat() };
}

function fromLegacy(list: APIResourceList, own: { group: string; version: string }): APIResourceDiscovery[] {
  const kindOf = (resource: APIResourceList['resources'][number]) => ({
    group: resource.group ?? own.group,
    version: resource.version ?? own.version,
    kind: resource.kind,
  });
  return list.resources
    .filter((resource) => !resource.name.includes('/'))
    .map((resource) => ({
      resource: resource.name,
      responseKind: kindOf(resource),
      scope: resource.namespaced ? 'Namespaced' : 'Cluster',
      singularResource: resource.singularName,
      verbs: resource.verbs,
      ...(resource.shortNames !== undefined && { shortNames: resource.shortNames }),
      ...(resource.categories !== undefined && { categories: resource.categories }),
      subresources: list.resources
        .filter((other) => other.name.startsWith(`${resource.name}/`))
        .map((other) => ({
          subresource: other.name.slice(resource.name.length + 1),
          responseKind: kindOf(other),
          verbs: other.verbs,
        })),
    }));
}
