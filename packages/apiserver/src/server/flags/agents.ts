import { defineFlags, text } from './define-flags.js';
import { readIfNamed } from './named-file.js';
import { withoutUndefined } from './without-undefined.js';

/** How nodes' agents are spoken to. */
export interface AgentFlags {
  readonly kubeletClientCertificate: string | undefined;
  readonly kubeletClientKey: string | undefined;
  readonly kubeletCertificateAuthority: string | undefined;
}

export const agents = defineFlags({
  options: {
    'kubelet-certificate-authority': text,
    'kubelet-client-certificate': text,
    'kubelet-client-key': text,
  },
  usage: `
  --kubelet-client-certificate, --kubelet-client-key, --kubelet-certificate-authority FILE`,
  read: (values): AgentFlags => ({
    kubeletClientCertificate: values['kubelet-client-certificate'],
    kubeletClientKey: values['kubelet-client-key'],
    kubeletCertificateAuthority: values['kubelet-certificate-authority'],
  }),
  configure: async (flags) => ({
    agentTls: withoutUndefined({
      cert: await readIfNamed('kubelet-client-certificate', flags.kubeletClientCertificate),
      key: await readIfNamed('kubelet-client-key', flags.kubeletClientKey),
      ca: await readIfNamed('kubelet-certificate-authority', flags.kubeletCertificateAuthority),
    }),
  }),
});
