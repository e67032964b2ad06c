import type { ResourceAttributes, SelfSubjectAccessReview } from '@sampan/api';
import { defineCommand } from '../../framework/command.js';
import { allNamespacesFlag } from '../../framework/common-flags.js';
import type { Context } from '../../framework/context.js';
import { CommandError, SilentExit } from '../../framework/errors.js';
import { flag } from '../../framework/flags.js';

const resourceVerbs = [
  ...['get', 'list', 'watch', 'create', 'update', 'patch', 'delete', 'deletecollection', 'use', 'bind'],
  ...['impersonate', 'approve', 'sign', 'escalate', 'attest', '*'],
];
const urlVerbs = ['get', 'put', 'post', 'head', 'options', 'delete', 'patch', '*'];

/** Names that rules know although they are no types of the server. */
const virtualResources = ['users', 'groups'];

export const canI = defineCommand({
  name: 'can-i',
  usage: 'VERB [TYPE | TYPE/NAME | NONRESOURCEURL]',
  short: 'Check whether an action is allowed',
  long: `Ask the server whether an action is allowed. The exit code is 0 if it is, 1 if not.

 VERB is a verb of the API: get, list, watch, delete and so on. TYPE is a type, by any of its names. NONRESOURCEURL begins with a slash. With --as the question is about somebody else.`,
  examples: `
# Pods in all namespaces
kubectl auth can-i create pods --all-namespaces

# Deployments in the current namespace
kubectl auth can-i list deployments.apps

# What a service account of one namespace may do in another
kubectl auth can-i list pods --as=system:serviceaccount:dev:foo -n prod

# Everything in the current namespace
kubectl auth can-i '*' '*'

# One job
kubectl auth can-i list jobs.batch/bar -n foo

# The logs of pods
kubectl auth can-i get pods --subresource=log

# A URL
kubectl auth can-i get /logs/

# All that is allowed in a namespace
kubectl auth can-i --list --namespace=foo`,
  flags: {
    ...allNamespacesFlag,
    list: flag.bool('Print all actions that are allowed.'),
    noHeaders: flag.bool('Leave out the head of the list.'),
    quiet: flag.bool('Print nothing; only the exit code tells.', { short: 'q' }),
    subresource: flag.string('A subresource: log of pods or scale of deployments, for example.'),
  },

  async run({ context, args, flags }) {
    if (flags.list) {
      if (flags.quiet || flags.allNamespaces || flags.subresource !== '') {
        throw new CommandError(
          "list option can't be specified with neither quiet, all-namespaces nor subresource options",
        );
      }
      if (args.length > 0) throw new CommandError('list option must be specified with no arguments');
      const { printRules } = await import('./print-rules.js');
      return await printRules(context, flags.noHeaders);
    }
    const [verb, subject, ...more] = args;
    if (verb === undefined || subject === undefined || more.length > 0) {
      throw new CommandError(
        "you must specify two arguments: verb resource or verb resource/resourceName.\nSee 'kubectl auth can-i -h' for help and examples.",
      );
    }
    const spec = subject.startsWith('/')
      ? urlQuestion(context, { verb, path: subject, subresource: flags.subresource })
      : await resourceQuestion(context, { verb, subject, ...flags });
    const { allowed, text } = await ask(context, spec);
    if (!flags.quiet) context.print(`${text}\n`);
    if (!allowed) throw new SilentExit(1);
  },
});

type Question = SelfSubjectAccessReview['spec'];

function urlQuestion(
  context: Context,
  { verb, path, subresource }: { verb: string; path: string; subresource: string },
): Question {
  if (subresource !== '') throw new CommandError('--subresource can not be used with NonResourceURL');
  if (!urlVerbs.includes(verb)) context.warn(`Warning: verb '${verb}' is not a known verb\n`);
  return { nonResourceAttributes: { path, verb } };
}

interface ResourceSubject {
  verb: string;
  /** `TYPE` or `TYPE/NAME`. */
  subject: string;
  subresource: string;
  allNamespaces: boolean;
}

async function resourceQuestion(
  context: Context,
  { verb, subject, subresource, allNamespaces }: ResourceSubject,
): Promise<Question> {
  const slash = subject.indexOf('/');
  const [text, name] = slash === -1 ? [subject, ''] : [subject.slice(0, slash), subject.slice(slash + 1)];
  if (!resourceVerbs.includes(verb)) context.warn(`Warning: verb '${verb}' is not a known verb\n`);
  const { namespace } = await context.namespace();
  const attributes: ResourceAttributes = {
    ...(await namedResource(context, text, allNamespaces)),
    namespace: allNamespaces ? '' : namespace,
    verb,
    ...(name !== '' && { name }),
    ...(subresource !== '' && { subresource }),
  };
  return { resourceAttributes: attributes };
}

/** Group, version and plural of what the user named; what the server does not know is asked for as it stands. */
async function namedResource(
  context: Context,
  text: string,
  allNamespaces: boolean,
): Promise<Pick<ResourceAttributes, 'group' | 'version' | 'resource'>> {
  if (text === '*') return { group: '*', resource: '*' };
  const mapper = await context.types();
  const type = await mapper.byName(text.toLowerCase()).catch(() => undefined);
  if (type === undefined) {
    const [resource = '', ...group] = text.toLowerCase().split('.');
    const where = group.length === 0 ? '' : ` in group '${group.join('.')}'`;
    if (!virtualResources.includes(text)) {
      context.warn(`Warning: the server doesn't have a resource type '${resource}'${where}\n`);
    }
    return { group: group.join('.'), resource };
  }
  if (!allNamespaces && !type.namespaced) {
    const where = type.group === '' ? '' : ` in group '${type.group}'`;
    context.warn(`Warning: resource '${type.plural}' is not namespace scoped${where}\n`);
  }
  return { group: type.group, version: type.version, resource: type.plural };
}

async function ask(context: Context, spec: Question): Promise<{ allowed: boolean; text: string }> {
  const client = await context.client();
  const apiVersion = 'authorization.k8s.io/v1';
  const { status } = await client.json<SelfSubjectAccessReview>({
    method: 'POST',
    path: `/apis/${apiVersion}/selfsubjectaccessreviews`,
    body: { apiVersion, kind: 'SelfSubjectAccessReview', metadata: {}, spec },
  });
  if (status?.allowed) return { allowed: true, text: 'yes' };
  const reasons = [status?.reason, status?.evaluationError].filter((reason) => reason);
  return { allowed: false, text: ['no', ...reasons].join(' - ') };
}
