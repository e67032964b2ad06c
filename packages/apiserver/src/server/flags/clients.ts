import { defineFlags, text } from './define-flags.js';
import { readIfNamed } from './named-file.js';
import { withoutUndefined } from './without-undefined.js';

/** Whose certificates and tokens are known from files. */
export interface ClientFlags {
  readonly clientCaFile: string | undefined;
  readonly tokenAuthFile: string | undefined;
}

export const clients = defineFlags({
  options: { 'client-ca-file': text, 'token-auth-file': text },
  usage: `
  --client-ca-file FILE                 who signs clients' certificates
  --token-auth-file FILE                lines of token,user,uid,"group1,group2"`,
  read: (values): ClientFlags => ({
    clientCaFile: values['client-ca-file'],
    tokenAuthFile: values['token-auth-file'],
  }),
  configure: async ({ clientCaFile, tokenAuthFile }) =>
    withoutUndefined({
      clientCa: await readIfNamed('client-ca-file', clientCaFile),
      tokens: await readIfNamed('token-auth-file', tokenAuthFile),
    }),
});
