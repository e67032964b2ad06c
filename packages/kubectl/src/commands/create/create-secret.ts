import { defineCommand, entry } from '../../framework/command.js';

export const createSecret = defineCommand({
  name: 'secret',
  usage: '(docker-registry | generic | tls)',
  short: 'Create a secret using a specified subcommand',
  long: `Create a secret.

 docker-registry holds the credentials of an image registry, tls a certificate and its key, generic anything.`,
  flags: {},
  commands: [
    entry('docker-registry', () => import('./create-secret-docker-registry.js').then((m) => m.createDockerSecret)),
    entry('generic', () => import('./create-secret-generic.js').then((m) => m.createGenericSecret)),
    entry('tls', () => import('./create-secret-tls.js').then((m) => m.createTlsSecret)),
  ],
});
