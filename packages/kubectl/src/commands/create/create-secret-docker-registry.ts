import { CommandError } from '../../framework/errors.js';
import { flag } from '../../framework/flags.js';
import { checkKey } from './create-configmap.js';
import { secretBody } from './create-secret-generic.js';
import { defineGenerator } from './generator.js';
import { readKeys } from './key-sources.js';

export const createDockerSecret = defineGenerator({
  name: 'docker-registry',
  usage:
    'NAME --docker-username=user --docker-password=password --docker-email=email [--docker-server=string] [--from-file=[key=]source] [--dry-run=server|client|none]',
  short: 'Create a secret for use with a Docker registry',
  long: 'Create a secret with the credentials of an image registry, which pods name in imagePullSecrets.',
  examples: `
# Credentials
kubectl create secret docker-registry my-secret --docker-server=DOCKER_REGISTRY_SERVER --docker-username=DOCKER_USER --docker-password=DOCKER_PASSWORD --docker-email=DOCKER_EMAIL

# The configuration of a client that is logged in
kubectl create secret docker-registry my-secret --from-file=.dockerconfigjson=path/to/.docker/config.json`,
  flags: {
    appendHash: flag.bool('End the name with a hash of the content.'),
    dockerEmail: flag.string('Email address for the registry.'),
    dockerPassword: flag.string('Password for the registry.'),
    dockerServer: flag.string('Address of the registry.', { default: 'https://index.docker.io/v1/' }),
    dockerUsername: flag.string('User name for the registry.'),
    fromFile: flag.list('A file, as [KEY=]PATH, instead of the other flags.'),
  },
  apiVersion: 'v1',
  kind: 'Secret',
  plural: 'secrets',
  namespaced: true,
  needsName: true,
  failure: 'failed to create secret ',
  generate: async (metadata, { context, flags }) => {
    const { dockerUsername: username, dockerPassword: password, dockerServer: server, dockerEmail: email } = flags;
    if (flags.fromFile.length === 0 && (username === '' || password === '' || server === '')) {
      throw new CommandError(
        'either --from-file or the combination of --docker-username, --docker-password and --docker-server is required',
      );
    }
    const data = new Map<string, string>();
    if (flags.fromFile.length > 0) {
      const add = (key: string, value: Buffer) => {
        checkKey(key, { name: metadata.name, kind: 'Secret', isTaken: data.has(key) });
        data.set(key, value.toString('base64'));
      };
      const sources = { fromFile: flags.fromFile, fromLiteral: [], fromEnvFile: [] };
      await readKeys(sources, { cwd: context.cwd, env: context.env, add });
    } else {
      const auth = Buffer.from(`${username}:${password}`).toString('base64');
      const credentials = { username, password, ...(email !== '' && { email }), auth };
      const text = JSON.stringify({ auths: { [server]: credentials } });
      data.set('.dockerconfigjson', Buffer.from(text).toString('base64'));
    }
    return secretBody({ metadata, data, type: 'kubernetes.io/dockerconfigjson', appendHash: flags.appendHash });
  },
});
