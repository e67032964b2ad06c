import type { ConnectionOptions } from 'node:tls';
import type { APIService, APIVersionDiscovery } from '@sampan/api';
import type { ProxyTarget } from '../nodes/http-proxy.js';
import { ownServiceTarget } from '../nodes/service-target.js';
import type { OtherDocuments } from '../openapi/other-documents.js';
import type { ServerContext } from '../server/server-context.js';

/** A group version that another server serves, which is behind a Service. */
export interface RemoteService {
  readonly name: string;
  readonly group: string;
  readonly version: string;
  readonly service: { readonly namespace: string; readonly name: string; readonly port: number };
  readonly spec: APIService['spec'];
  /** What it serves, as it was told the last time that it answered; absent: it has not answered yet. */
  readonly discovery: APIVersionDiscovery | undefined;
  /** Its OpenAPI documents, where it has any. */
  readonly openapi: OtherDocumentsOf | undefined;
  readonly available: boolean;
}

type OtherDocumentsOf = Pick<OtherDocuments, 'v2' | 'v3'>;

/** What this server shows to others, PEM: that what it says of who asks is true. */
export interface ProxyClient {
  readonly cert?: string;
  readonly key?: string;
}

/** The way to one of those that serve a remote group version. Throws where there is none. */
export function targetOf(
  { service, spec }: RemoteService,
  proxyClient: ProxyClient,
  server: ServerContext,
): ProxyTarget {
  const { namespace, name } = service;
  const tls: ConnectionOptions = {
    ...proxyClient,
    servername: `${name}.${namespace}.svc`,
    rejectUnauthorized: spec.insecureSkipTLSVerify !== true,
    ...(spec.caBundle !== undefined && { ca: Buffer.from(spec.caBundle, 'base64') }),
  };
  return { ...ownServiceTarget(service, server), tls };
}
