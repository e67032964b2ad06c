import { defineCommand } from '../../framework/command.js';
import { selectorFlags } from '../../framework/common-flags.js';
import { oneObjectOf } from '../../framework/completers.js';
import { CommandError } from '../../framework/errors.js';
import { podSpecOf } from './pod-spec-of.js';
import { resourcesAndPairs } from './resources-and-pairs.js';
import { BareFailure, changeObjects, setFlags } from './setter.js';

export const setImage = defineCommand({
  name: 'image',
  usage: '(-f FILENAME | TYPE NAME) CONTAINER_NAME_1=CONTAINER_IMAGE_1 ... CONTAINER_NAME_N=CONTAINER_IMAGE_N',
  short: 'Update the image of a pod template',
  complete: oneObjectOf(
    'daemonsets',
    'deployments',
    'pods',
    'cronjobs',
    'replicasets',
    'replicationcontrollers',
    'statefulsets',
  ),
  long: 'Give containers of pods and pod templates other images. The name * is every container.',
  examples: `
# The image of the container 'nginx' of a deployment
kubectl set image deployment/nginx busybox=busybox nginx=nginx:1.9.1

# The same container in every deployment and replication controller
kubectl set image deployments,rc nginx=nginx:1.9.1 --all

# Every container of a daemon set
kubectl set image daemonset abc *=nginx:1.9.1

# What a file would become
kubectl set image -f path/to/file.yaml nginx=nginx:1.9.1 --local -o yaml`,
  flags: { ...setFlags, selector: selectorFlags.selector },

  async run({ context, args, flags }) {
    const { resources, pairs } = resourcesAndPairs(args, 'image');
    const images = new Map(pairs.map((pair) => splitPair(pair)));
    const check = () => {
      if (images.size === 0) throw new CommandError('at least one image update is required');
      if (images.size > 1 && images.has('*')) {
        throw new CommandError(
          'all containers are already specified by *, but saw more than one container_name=container_image pairs',
        );
      }
    };
    if (resources.length > 0 || flags.filename.length > 0) check();
    await changeObjects(context, {
      args: resources,
      flags,
      operation: 'image updated',
      failure: 'failed to patch image update to pod template',
      apply: (object) => {
        const spec = podSpecOf(object);
        const containers = [...(spec.initContainers ?? []), ...spec.containers];
        for (const [name, image] of images) {
          const named = containers.filter((container) => name === '*' || container.name === name);
          if (named.length === 0) throw new BareFailure(`unable to find container named ${JSON.stringify(name)}`);
          for (const container of named) {
            if (image === '') delete (container as { image?: string }).image;
            else container.image = image;
          }
        }
      },
    });
  },
});

function splitPair(pair: string): [string, string] {
  const equals = pair.indexOf('=');
  if (equals === -1) throw new CommandError(`invalid image format: ${pair}`);
  return [pair.slice(0, equals), pair.slice(equals + 1)];
}
