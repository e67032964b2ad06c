import { createHash } from 'node:crypto';
import { type APIGroup, formatApiVersion } from '@sampan/api';
import type { ResourceCatalog } from '../kinds/resource-catalog.js';
import { headerOf } from '../pipeline/api-request.js';
import { type ApiResponse, jsonBytes } from '../pipeline/api-response.js';
import { negotiate } from '../pipeline/negotiate.js';
import { groupPathNotFound, PageNotFound } from '../pipeline/page-not-found.js';
import type { PathHandler, PathRequest, PathTable } from '../pipeline/paths.js';
import { respondValue } from '../representation/respond-value.js';
import { aggregatedDiscovery } from './aggregated.js';
import { type RemoteVersion, type ServedGroup, servedGroups } from './group-versions.js';
import { resourceList } from './resource-lists.js';

/** `/api`, `/apis` and what is below them up to the group version: which resources are served. */
export function discoveryPaths(catalog: ResourceCatalog, others: OtherServers): PathTable {
  const documents = createDocuments(catalog, others);
  return {
    exact: { '/api': serve(documents.api), '/apis': serve(documents.apis) },
    prefixes: {
      '/api/': (request) => groupVersion(request, '', request.info.path.split('/')[2] ?? ''),
      '/apis/': (request) => {
        const [, , group = '', version = '', ...rest] = request.info.path.replace(/\/$/, '').split('/');
        if (rest.length > 0) throw groupPathNotFound(catalog, group);
        return version === '' ? groupOf(request, group) : groupVersion(request, group, version);
      },
    },
    listed: () => documents.groups().flatMap(pathsOf),
  };

  function serve(document: Document): PathHandler {
    return (request) => {
      const accept = headerOf(request.http.headers, 'accept');
      const version = aggregatedVersion(accept);
      if (version !== undefined) return respondAggregated(request, document.aggregated(version), version);
      return respondValue(
        negotiate(request.http.headers, request.info.query, { isDocument: true }),
        200,
        document.plain(request),
      );
    };
  }

  function groupOf(request: PathRequest, name: string) {
    const group = name === '' ? undefined : documents.groups().find((candidate) => candidate.name === name);
    if (group === undefined) throw new PageNotFound();
    const { http, info } = request;
    return respondValue(negotiate(http.headers, info.query, { isDocument: true }), 200, {
      kind: 'APIGroup',
      apiVersion: 'v1',
      ...apiGroup(group),
    });
  }

  function groupVersion({ http, info }: PathRequest, name: string, version: string) {
    const group = documents.groups().find((candidate) => candidate.name === name);
    const served = group?.versions.find((candidate) => candidate.version === version);
    if (served === undefined) throw groupPathNotFound(catalog, name);
    const list = resourceList(formatApiVersion({ group: name, version }), served.resources);
    return respondValue(negotiate(http.headers, info.query, { isDocument: true }), 200, list);
  }
}

/** Who serves what is not in the catalog. */
export interface OtherServers {
  remotes(): readonly RemoteVersion[];
  /** Counts changes. */
  readonly generation: number;
}

/** One of the two roots, in both of its forms. */
interface Document {
  plain(request: PathRequest): unknown;
  aggregated(version: AggregatedVersion): { bytes: Buffer; etag: string };
}

type AggregatedVersion = 'v2' | 'v2beta1';

/** Makes the documents anew whenever the catalog has changed. */
function createDocuments(catalog: ResourceCatalog, others: OtherServers) {
  let generation = '';
  let groups: readonly ServedGroup[] = [];
  const aggregated = new Map<string, { bytes: Buffer; etag: string }>();

  function current(): readonly ServedGroup[] {
    const newest = `${catalog.generation} ${others.generation}`;
    if (generation !== newest) {
      generation = newest;
      groups = servedGroups(catalog.shown(), others.remotes());
      aggregated.clear();
    }
    return groups;
  }

  function aggregate(root: string, version: AggregatedVersion, select: (group: ServedGroup) => boolean) {
    const selected = current().filter(select);
    let document = aggregated.get(`${root} ${version}`);
    if (document === undefined) {
      const bytes = Buffer.from(`${JSON.stringify(aggregatedDiscovery(selected, version))}\n`);
      document = { bytes, etag: `"${createHash('sha512').update(bytes).digest('hex').toUpperCase()}"` };
      aggregated.set(`${root} ${version}`, document);
    }
    return document;
  }

  const core = ({ name }: ServedGroup) => name === '';
  const named = ({ name }: ServedGroup) => name !== '';
  const api: Document = {
    plain: ({ http }) => ({
      kind: 'APIVersions',
      versions:
        current()
          .find(core)
          ?.versions.map(({ version }) => version) ?? [],
      serverAddressByClientCIDRs: [{ clientCIDR: '0.0.0.0/0', serverAddress: headerOf(http.headers, 'host') }],
    }),
    aggregated: (version) => aggregate('/api', version, core),
  };
  const apis: Document = {
    plain: () => ({ kind: 'APIGroupList', apiVersion: 'v1', groups: current().filter(named).map(apiGroup) }),
    aggregated: (version) => aggregate('/apis', version, named),
  };
  return { api, apis, groups: current };
}

/** `/apis/apps` and `/apis/apps/v1`; the core group has versions alone. */
function pathsOf({ name, versions }: ServedGroup): string[] {
  const below = versions.map(({ version }) => version);
  return name === ''
    ? below.map((version) => `/api/${version}`)
    : [`/apis/${name}`, ...below.map((version) => `/apis/${name}/${version}`)];
}

function apiGroup({ name, versions }: ServedGroup): Pick<APIGroup, 'name' | 'versions' | 'preferredVersion'> {
  const described = versions.map(({ version }) => ({
    groupVersion: formatApiVersion({ group: name, version }),
    version,
  }));
  return { name, versions: described, preferredVersion: described[0] };
}

/** Clients that know the aggregated form name it first in `Accept`. */
function aggregatedVersion(accept: string): AggregatedVersion | undefined {
  for (const clause of accept.split(',')) {
    if (!clause.includes('as=APIGroupDiscoveryList') || !clause.includes('g=apidiscovery.k8s.io')) continue;
    if (/;\s*v=v2(;|$)/.test(clause)) return 'v2';
    if (/;\s*v=v2beta1(;|$)/.test(clause)) return 'v2beta1';
  }
  return undefined;
}

function respondAggregated(
  { http }: PathRequest,
  { bytes, etag }: { bytes: Buffer; etag: string },
  version: AggregatedVersion,
): ApiResponse {
  const known = headerOf(http.headers, 'if-none-match')
    .split(',')
    .some((tag) => tag.trim() === etag);
  const response = known ? { ...jsonBytes(304, Buffer.alloc(0)) } : jsonBytes(200, bytes);
  response.headers['content-type'] = `application/json;g=apidiscovery.k8s.io;v=${version};as=APIGroupDiscoveryList`;
  response.headers.etag = etag;
  response.headers.vary = 'Accept';
  response.headers['cache-control'] = 'public';
  return response;
}
