import { CommandError } from '../../framework/errors.js';
import { flag } from '../../framework/flags.js';
import { defineGenerator } from './generator.js';

export const createDeployment = defineGenerator({
  name: 'deployment',
  aliases: ['deploy'],
  usage: 'NAME --image=image -- [COMMAND] [args...]',
  short: 'Create a deployment with the specified name',
  examples: `
# One replica of an image
kubectl create deployment my-dep --image=busybox

# With a command
kubectl create deployment my-dep --image=busybox -- date

# Three replicas, a container port
kubectl create deployment my-dep --image=nginx --replicas=3 --port=80

# Two containers
kubectl create deployment my-dep --image=busybox:latest --image=ubuntu:latest`,
  flags: {
    image: flag.list('Images of the containers; give one for each.', { required: true }),
    port: flag.int('The port that the (first) container listens on.', { default: -1 }),
    replicas: flag.int('How many replicas.', { default: 1, short: 'r' }),
  },
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  plural: 'deployments',
  namespaced: true,
  generate: (metadata, { args, flags }) => {
    const command = args.slice(1);
    if (flags.image.length > 1 && command.length > 0) {
      throw new CommandError('cannot specify multiple --image options and command');
    }
    const labels = { app: metadata.name };
    const containers = flags.image.map((image, index) => ({
      name: containerName(image),
      image,
      ...(command.length > 0 && { command }),
      ...(flags.port >= 0 && index === 0 && { ports: [{ containerPort: flags.port }] }),
      resources: {},
    }));
    return {
      metadata: { ...metadata, labels },
      spec: {
        replicas: flags.replicas,
        selector: { matchLabels: labels },
        template: { metadata: { creationTimestamp: null, labels }, spec: { containers } },
        strategy: {},
      },
      status: {},
    };
  },
});

/** The last part of an image's name, without its tag or digest. */
function containerName(image: string): string {
  const last = image.slice(image.lastIndexOf('/') + 1);
  return (last.split(/[:@]/)[0] ?? '').toLowerCase().replace(/[^-a-z0-9]/g, '-');
}
