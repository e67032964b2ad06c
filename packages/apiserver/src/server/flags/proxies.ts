import { defaultRequestHeaders } from '../../authentication/request-header.js';
import { defineFlags, text, texts } from './define-flags.js';
import { readIfNamed } from './named-file.js';
import { listOf } from './values.js';
import { withoutUndefined } from './without-undefined.js';

/** How proxies are believed who asks: those before this server, and this one by those behind APIServices. */
export interface ProxyFlags {
  readonly proxyClientCertFile: string | undefined;
  readonly proxyClientKeyFile: string | undefined;
  readonly requestheaderClientCaFile: string | undefined;
  readonly requestheaderAllowedNames: readonly string[];
  readonly requestheaderUsernameHeaders: readonly string[];
  readonly requestheaderUidHeaders: readonly string[];
  readonly requestheaderGroupHeaders: readonly string[];
  readonly requestheaderExtraHeadersPrefix: readonly string[];
}

export const proxies = defineFlags({
  options: {
    'proxy-client-cert-file': text,
    'proxy-client-key-file': text,
    'requestheader-allowed-names': texts,
    'requestheader-client-ca-file': text,
    'requestheader-extra-headers-prefix': texts,
    'requestheader-group-headers': texts,
    'requestheader-uid-headers': texts,
    'requestheader-username-headers': texts,
  },
  usage: `
  --proxy-client-cert-file, --proxy-client-key-file FILE
                                        what is shown to servers behind APIServices
  --requestheader-client-ca-file FILE, --requestheader-allowed-names LIST
                                        which proxies are believed who asks, and how servers behind APIServices know
                                        this one, as extension-apiserver-authentication tells them
  --requestheader-username-headers LIST (X-Remote-User), --requestheader-uid-headers LIST (X-Remote-Uid),
  --requestheader-group-headers LIST (X-Remote-Group), --requestheader-extra-headers-prefix LIST (X-Remote-Extra-)`,
  read: (values): ProxyFlags => ({
    proxyClientCertFile: values['proxy-client-cert-file'],
    proxyClientKeyFile: values['proxy-client-key-file'],
    requestheaderClientCaFile: values['requestheader-client-ca-file'],
    requestheaderAllowedNames: listOf(values['requestheader-allowed-names']),
    requestheaderUsernameHeaders: listOf(
      values['requestheader-username-headers'] ?? defaultRequestHeaders.usernameHeaders,
    ),
    requestheaderUidHeaders: listOf(values['requestheader-uid-headers'] ?? defaultRequestHeaders.uidHeaders),
    requestheaderGroupHeaders: listOf(values['requestheader-group-headers'] ?? defaultRequestHeaders.groupHeaders),
    requestheaderExtraHeadersPrefix: listOf(
      values['requestheader-extra-headers-prefix'] ?? defaultRequestHeaders.extraHeadersPrefixes,
    ),
  }),
  configure: async (flags) => ({
    proxyClient: withoutUndefined({
      cert: await readIfNamed('proxy-client-cert-file', flags.proxyClientCertFile),
      key: await readIfNamed('proxy-client-key-file', flags.proxyClientKeyFile),
    }),
    requestHeader: withoutUndefined({
      requestHeaderCa: await readIfNamed('requestheader-client-ca-file', flags.requestheaderClientCaFile),
      allowedNames: flags.requestheaderAllowedNames,
      headerNames: {
        usernameHeaders: flags.requestheaderUsernameHeaders,
        uidHeaders: flags.requestheaderUidHeaders,
        groupHeaders: flags.requestheaderGroupHeaders,
        extraHeadersPrefixes: flags.requestheaderExtraHeadersPrefix,
      },
    }),
  }),
});
