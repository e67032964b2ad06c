import { defineCommand } from '../../framework/command.js';
import { selectorFlags } from '../../framework/common-flags.js';
import { onePodAndContainer } from '../../framework/completers.js';
import type { Context } from '../../framework/context.js';
import { errorWords } from '../../framework/error-words.js';
import { CommandError, usageError } from '../../framework/errors.js';
import { flag } from '../../framework/flags.js';
import { logPath, parseSinceTime } from './log-query.js';
import { readLogObject, resolveLogSources } from './log-sources.js';
import { printLog, printLogsTogether } from './print-log.js';

const usageText = `expected 'logs [-f] [-p] (POD | TYPE/NAME) [-c CONTAINER]'.
POD or TYPE/NAME is a required argument for the logs command`;

export const logs = defineCommand({
  name: 'logs',
  usage: '[-f] [-p] (POD | TYPE/NAME) [-c CONTAINER]',
  short: 'Print the logs for a container in a pod',
  complete: onePodAndContainer,
  long: 'Print what a container has written. The container need not be named where there is only one.',
  examples: `
# The log of pod nginx
kubectl logs nginx

# All its containers, each line with where it comes from
kubectl logs nginx --all-containers=true --prefix

# All pods with a label
kubectl logs -l app=nginx --all-containers=true

# The container ruby as it was before its restart
kubectl logs -p -c ruby web-1

# Whatever is still to come
kubectl logs -f -c ruby web-1

# The last twenty lines, the last hour
kubectl logs --tail=20 nginx
kubectl logs --since=1h nginx

# A pod of a job, a container of a pod of a deployment
kubectl logs job/hello
kubectl logs deployment/nginx -c nginx-1`,
  flags: {
    allContainers: flag.bool('All containers of the pods.'),
    allPods: flag.bool('All pods of the object, with --prefix.'),
    container: flag.string('This container.', { short: 'c' }),
    follow: flag.bool('Go on with what is written from now on.', { short: 'f' }),
    ignoreErrors: flag.bool('Go on with the next log where one cannot be read.'),
    insecureSkipTlsVerifyBackend: flag.bool("Do not check the certificate of the node's agent."),
    limitBytes: flag.int('At most so many bytes; 0 is no limit.'),
    maxLogRequests: flag.int('How many logs may be followed at once.', { default: 5 }),
    podRunningTimeout: flag.duration('How long to wait for a pod.', { default: 20_000 }),
    prefix: flag.bool('Begin each line with its pod and container.'),
    previous: flag.bool("The container's run before its last restart.", { short: 'p' }),
    selector: selectorFlags.selector,
    since: flag.duration('Only what is newer than this.'),
    sinceTime: flag.string('Only what is newer than this time (RFC 3339).'),
    tail: flag.int('Only so many lines, the last ones; -1 is all. With a selector it is 10 unless given.', {
      default: -1,
    }),
    timestamps: flag.bool('Begin each line with its time.'),
  },

  async run({ context, args, flags, isSet, commandPath }) {
    const [name, second] = args;
    if ((name === undefined && flags.selector === '') || args.length > 2) throw usageError(commandPath, usageText);
    if (name !== undefined && flags.selector !== '') {
      throw usageError(commandPath, 'only a selector (-l) or a POD name is allowed');
    }
    if (second !== undefined && flags.container !== '') {
      throw new CommandError('only one of -c or an inline [CONTAINER] arg is allowed');
    }
    const container = second ?? flags.container;
    const sinceTime = parseSinceTime(flags);
    const tail = flags.selector !== '' && !isSet('tail') ? 10 : flags.tail;
    const info = await readLogObject(context, { name: name || undefined, selector: flags.selector });
    checkNumbers({ ...flags, tail, container });
    const sources = await resolveLogSources(context, info, { ...flags, name, container });
    if (sources.length === 0 && flags.selector !== '') {
      return context.warn(`No resources found in ${(await context.namespace()).namespace} namespace.`);
    }
    const requests = sources.map((source) => ({
      path: logPath(source, { ...flags, sinceTime, tail }),
      prefix: flags.prefix || flags.allPods ? `[pod/${source.pod}/${source.container}] ` : '',
    }));
    if (flags.follow && requests.length > 1) {
      if (requests.length > flags.maxLogRequests) {
        throw new CommandError(
          `you are attempting to follow ${requests.length} log streams, but maximum allowed concurrency is ${flags.maxLogRequests}, use --max-log-requests to increase the limit`,
        );
      }
      return await printLogsTogether(context, requests, flags);
    }
    for (const request of requests) await printOrReport(context, request, flags);
  },
});

function checkNumbers(flags: {
  allContainers: boolean;
  container: string;
  limitBytes: number;
  since: number;
  tail: number;
}) {
  if (flags.allContainers && flags.container !== '') {
    throw new CommandError(`--all-containers=true should not be specified with container name ${flags.container}`);
  }
  if (flags.limitBytes < 0) throw new CommandError('--limit-bytes must be greater than 0');
  if (flags.since < 0) throw new CommandError('--since must be greater than 0');
  if (flags.tail < -1) throw new CommandError('--tail must be greater than or equal to -1');
}

async function printOrReport(
  context: Context,
  request: Parameters<typeof printLog>[1],
  { ignoreErrors }: { ignoreErrors: boolean },
): Promise<void> {
  try {
    await printLog(context, request);
  } catch (error) {
    if (!ignoreErrors) throw error;
    context.print(`error: ${errorWords(error)}\n`);
  }
}
