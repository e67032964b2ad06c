import { Quantity, type ResourceRequirements } from '@sampan/api';
import { defineCommand } from '../../framework/command.js';
import { selectorFlags } from '../../framework/common-flags.js';
import { errorWords } from '../../framework/error-words.js';
import { CommandError } from '../../framework/errors.js';
import { flag } from '../../framework/flags.js';
import { matchContainers, podSpecOf } from './pod-spec-of.js';
import { BareFailure, changeObjects, setFlags } from './setter.js';

export const setResources = defineCommand({
  name: 'resources',
  usage: '(-f FILENAME | TYPE NAME)  ([--limits=LIMITS & --requests=REQUESTS]',
  short: 'Update resource requests/limits on objects with pod templates',
  long: `Say how much processor time and memory containers need (requests) and may use (limits). Limits without requests
are requests too.`,
  examples: `
# Limits of the container nginx
kubectl set resources deployment nginx -c=nginx --limits=cpu=200m,memory=512Mi

# Requests and limits of all containers
kubectl set resources deployment nginx --limits=cpu=200m,memory=512Mi --requests=cpu=100m,memory=256Mi

# None any more
kubectl set resources deployment nginx --limits=cpu=0,memory=0 --requests=cpu=0,memory=0`,
  flags: {
    ...setFlags,
    selector: selectorFlags.selector,
    containers: flag.string('The containers, by name; * stands for anything.', { short: 'c', default: '*' }),
    limits: flag.string("What the containers may use: 'cpu=100m,memory=256Mi'."),
    requests: flag.string("What the containers need: 'cpu=100m,memory=256Mi'."),
  },

  async run({ context, args, flags }) {
    const hasObjects = args.length > 0 || flags.filename.length > 0;
    if (hasObjects && flags.limits === '' && flags.requests === '') {
      throw new CommandError('you must specify an update to requests or limits (in the form of --requests/--limits)');
    }
    const limits = parseAmounts(flags.limits);
    const requests = parseAmounts(flags.requests);
    await changeObjects(context, {
      args,
      flags,
      operation: 'resource requirements updated',
      failure: 'failed to patch resources update to pod template',
      apply: (object) => {
        const containers = matchContainers(podSpecOf(object).containers, flags.containers);
        if (containers.length === 0) throw new BareFailure(`unable to find container named ${flags.containers}`);
        for (const container of containers) {
          container.resources ??= {};
          const resources: ResourceRequirements = container.resources;
          if (flags.limits !== '') resources.limits = { ...resources.limits, ...limits };
          if (flags.requests !== '') resources.requests = { ...resources.requests, ...requests };
        }
      },
    });
  },
});

/** `cpu=100m,memory=256Mi` as amounts in their canonical form. */
export function parseAmounts(text: string): Record<string, string> {
  const amounts: Record<string, string> = {};
  for (const part of text === '' ? [] : text.split(',')) {
    const [name, amount, ...more] = part.split('=');
    if (!name || amount === undefined || more.length > 0) {
      throw new CommandError(`Invalid argument syntax ${part}, expected <resource>=<value>`);
    }
    try {
      amounts[name] = Quantity.parse(amount).toString();
    } catch (error) {
      throw new CommandError(errorWords(error));
    }
  }
  return amounts;
}
