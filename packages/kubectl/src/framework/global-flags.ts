import { type FlagValues, flag } from './flags.js';

/** The flags that every command takes. */
export const globalFlags = {
  as: flag.string('User to act as: a user name, or system:serviceaccount:NAMESPACE:NAME.'),
  asGroup: flag.strings('Group to act in; give it once for each group.'),
  asUid: flag.string('UID to act as.'),
  cacheDir: flag.string('Where answers about the API of servers are kept between runs.'),
  certificateAuthority: flag.string('File with the certificate authority of the server.'),
  clientCertificate: flag.string('File with the certificate to show to the server.'),
  clientKey: flag.string('File with the private key of the client certificate.'),
  cluster: flag.string('Cluster of the kubeconfig file to talk to.'),
  context: flag.string('Context of the kubeconfig file to use.'),
  disableCompression: flag.bool('Ask the server not to compress its answers.'),
  insecureSkipTlsVerify: flag.bool(
    'Accept any certificate of the server. Whoever sits between can then read and change everything.',
  ),
  kubeconfig: flag.string('The kubeconfig file to use.'),
  logFlushFrequency: flag.duration('Longest time between two flushes of the log.', { default: 5000 }),
  matchServerVersion: flag.bool('Fail unless the server has the version of this client.'),
  namespace: flag.string('The namespace to work in.', { short: 'n' }),
  password: flag.string('Password for basic authentication.'),
  profile: flag.string('Profile to record: none or cpu.', { default: 'none' }),
  profileOutput: flag.string('File to write the profile to.', { default: 'profile.pprof' }),
  requestTimeout: flag.string('How long to wait for one answer of the server, such as 1s, 2m, 3h; 0 is for ever.', {
    default: '0',
  }),
  server: flag.string('Address and port of the API server.', { short: 's' }),
  tlsServerName: flag.string('Name to expect in the certificate of the server, if not the one that it is reached by.'),
  token: flag.string('Bearer token to authenticate with.'),
  user: flag.string('User of the kubeconfig file to be.'),
  username: flag.string('User name for basic authentication.'),
  v: flag.int('How much to log about what happens, 0 to 9.', { short: 'v' }),
  vmodule: flag.string('Log levels for single files: pattern=N,…', {}),
  warningsAsErrors: flag.bool('Let the command fail when the server sends a warning.'),
};

/** The values of the global flags in one run. */
export type GlobalFlags = FlagValues<typeof globalFlags>;
