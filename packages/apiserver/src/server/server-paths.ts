import { notAcceptable } from '@sampan/api';
import type { Aggregator } from '../aggregation/aggregator.js';
import { jsonWebKeySet, openIdConfiguration } from '../authentication/openid.js';
import { discoveryPaths } from '../discovery/discovery-paths.js';
import type { FlowControl } from '../flowcontrol/flow-control.js';
import { flowControlPaths } from '../flowcontrol/flow-control-paths.js';
import { type HealthChecks, healthPaths } from '../health/health-paths.js';
import { OpenapiDocuments } from '../openapi/openapi-documents.js';
import { openapiPaths } from '../openapi/openapi-paths.js';
import { headerOf } from '../pipeline/api-request.js';
import { indentedJson, json } from '../pipeline/api-response.js';
import type { InFlight } from '../pipeline/in-flight.js';
import { createPaths, type Paths, type PathTable } from '../pipeline/paths.js';
import type { RequestMetrics } from '../pipeline/request-metrics.js';
import type { CreatedContext } from './create-context.js';
import { metricsPaths } from './metrics-paths.js';
import { versionInfo } from './version.js';

export interface ServerPathsOptions {
  readonly created: CreatedContext;
  readonly aggregator: Aggregator;
  readonly health: HealthChecks;
  readonly requests: RequestMetrics;
  readonly inFlight: InFlight;
  readonly flow: FlowControl | undefined;
}

/** Everything that is served besides resources. */
export function serverPaths({ created, aggregator, health, requests, inFlight, flow }: ServerPathsOptions): Paths {
  const { server } = created;
  const { resources } = server;
  const documents = new OpenapiDocuments({
    resources: () => resources.shown(),
    others: () =>
      aggregator.remotes().map(({ group, version, openapi }) => ({ path: `apis/${group}/${version}`, ...openapi })),
    version: versionInfo().gitVersion,
  });
  const tables: PathTable[] = [
    discoveryPaths(resources, aggregator),
    healthPaths(health),
    metricsPaths({ server, requests, inFlight, flow }),
    ...(flow === undefined ? [] : [flowControlPaths(flow)]),
    openapiPaths(documents, resources, aggregator),
    versionPaths(),
    openIdPaths(created),
    { exact: { '/': () => json(200, { paths: paths.all() }) }, prefixes: {} },
  ];
  const paths = createPaths(tables);
  return paths;
}

function versionPaths(): PathTable {
  return { exact: { '/version': () => indentedJson(200, versionInfo()) }, prefixes: {} };
}

function openIdPaths({ issuer, jwksUri, tokenKeys }: CreatedContext): PathTable {
  const keysPath = '/openid/v1/jwks';
  const keyMediaType = 'application/jwk-set+json';
  return {
    exact: {
      '/.well-known/openid-configuration': () =>
        json(200, openIdConfiguration(issuer, jwksUri ?? issuer + keysPath, tokenKeys)),
      [keysPath]: ({ http }) => {
        const accepted = headerOf(http.headers, 'accept')
          .split(/[,;]/)
          .map((type) => type.trim());
        if (![keyMediaType, '*/*', ''].some((type) => accepted.includes(type))) throw notAcceptable([keyMediaType]);
        const response = json(200, jsonWebKeySet(tokenKeys));
        response.headers['content-type'] = keyMediaType;
        return response;
      },
    },
    prefixes: {},
  };
}
