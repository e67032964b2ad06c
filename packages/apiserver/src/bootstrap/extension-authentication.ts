import type { ConfigMap } from '@sampan/api';
import { defaultRequestHeaders, type RequestHeaderNames } from '../authentication/request-header.js';

/** Who signs the certificates by which clients, and this server as a proxy, prove who they are; PEM. */
export interface ExtensionAuthentication {
  readonly clientCa?: string | undefined;
  readonly requestHeaderCa?: string | undefined;
  /** The common names of those who may say in headers who asks; all that `requestHeaderCa` has signed, where there are none. */
  readonly allowedNames?: readonly string[] | undefined;
  /** Default: `X-Remote-User` and its like. */
  readonly headerNames?: RequestHeaderNames | undefined;
}

/** What servers behind APIServices have to know to believe this one who asks: kube-apiserver publishes it as this. */
export function extensionAuthentication(options: ExtensionAuthentication): ConfigMap[] {
  const { clientCa, requestHeaderCa, allowedNames = [], headerNames = defaultRequestHeaders } = options;
  if (clientCa === undefined && requestHeaderCa === undefined) return [];
  const proxied = {
    'requestheader-client-ca-file': requestHeaderCa ?? '',
    'requestheader-allowed-names': JSON.stringify(allowedNames),
    'requestheader-username-headers': JSON.stringify(headerNames.usernameHeaders),
    'requestheader-uid-headers': JSON.stringify(headerNames.uidHeaders),
    'requestheader-group-headers': JSON.stringify(headerNames.groupHeaders),
    'requestheader-extra-headers-prefix': JSON.stringify(headerNames.extraHeadersPrefixes),
  };
  const data = {
    ...(clientCa !== undefined && { 'client-ca-file': clientCa }),
    ...(requestHeaderCa !== undefined && proxied),
  };
  const metadata = { name: 'extension-apiserver-authentication', namespace: 'kube-system' };
  return [{ apiVersion: 'v1', kind: 'ConfigMap', metadata, data }];
}
