import { defineCommand } from '../../framework/command.js';
import { CommandError, UnexpectedArguments } from '../../framework/errors.js';
import { flag } from '../../framework/flags.js';
import { assignFile } from './embedded-file.js';
import { assignField, changeEntry, loadForChange } from './kubeconfig-changes.js';

export const setCluster = defineCommand({
  name: 'set-cluster',
  usage:
    'NAME [--server=server] [--certificate-authority=path/to/certificate/authority] [--insecure-skip-tls-verify=true] [--tls-server-name=example.com]',
  short: 'Set a cluster entry in kubeconfig',
  long: 'Make a cluster, or change the given fields of one that is there.',
  examples: `
# Another address
kubectl config set-cluster e2e --server=https://1.2.3.4

# With the authority's certificate in the file itself
kubectl config set-cluster e2e --embed-certs --certificate-authority=~/.kube/e2e/kubernetes.ca.crt`,
  flags: {
    certificateAuthority: flag.string("File with the certificate of the server's authority."),
    embedCerts: flag.bool('Keep the content of the file instead of its path.'),
    insecureSkipTlsVerify: flag.bool('Accept any certificate of the server.'),
    proxyUrl: flag.string('The proxy to go through.'),
    server: flag.string('The address of the server.'),
    tlsServerName: flag.string('The name to expect in the certificate of the server.'),
  },

  async run({ context, args, flags, isSet }) {
    const [name, ...more] = args;
    if (name === undefined || more.length > 0) throw new UnexpectedArguments(args);
    if (flags.insecureSkipTlsVerify && flags.certificateAuthority !== '') {
      throw new CommandError(
        'you cannot specify both --certificate-authority and --insecure-skip-tls-verify at the same time',
      );
    }
    const { config } = await loadForChange(context);
    const cluster = { ...config.clusters.find((entry) => entry.name === name)?.cluster };
    if (isSet('server')) assignField(cluster, 'server', flags.server);
    if (isSet('tlsServerName')) assignField(cluster, 'tls-server-name', flags.tlsServerName);
    if (isSet('proxyUrl')) assignField(cluster, 'proxy-url', flags.proxyUrl);
    if (isSet('insecureSkipTlsVerify')) {
      assignField(cluster, 'insecure-skip-tls-verify', flags.insecureSkipTlsVerify);
      if (flags.insecureSkipTlsVerify)
        await assignFile(context, cluster, { field: 'certificate-authority', file: '', isEmbedded: false });
    }
    if (isSet('certificateAuthority')) {
      const file = { field: 'certificate-authority', file: flags.certificateAuthority, isEmbedded: flags.embedCerts };
      await assignFile(context, cluster, file);
      if (flags.certificateAuthority !== '') delete cluster['insecure-skip-tls-verify'];
    }
    await changeEntry(context, `clusters/${name}`, (changed) => {
      changed.clusters = [...changed.clusters.filter((entry) => entry.name !== name), { name, cluster }];
    });
    context.print(`Cluster ${JSON.stringify(name)} set.\n`);
  },
});
