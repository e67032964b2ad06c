import { CommandError } from '../../framework/errors.js';
import { flag } from '../../framework/flags.js';
import { defineGenerator } from './generator.js';
import { parseVerbs, resourceRules, warnOfVerbs } from './policy-rules.js';

export const createRole = defineGenerator({
  name: 'role',
  usage:
    'NAME --verb=verb --resource=resource.group/subresource [--resource-name=resourcename] [--dry-run=server|client|none]',
  short: 'Create a role with single rule',
  examples: `
# Reading pods
kubectl create role pod-reader --verb=get --verb=list --verb=watch --resource=pods

# One pod only
kubectl create role pod-reader --verb=get --resource=pods --resource-name=readablepod

# A type of an API group, and a subresource
kubectl create role foo --verb=get,list,watch --resource=rs.apps
kubectl create role foo --verb=get,list,watch --resource=pods,pods/status`,
  flags: {
    resource: flag.list('The types that the rule is about.'),
    resourceName: flag.strings('The names that the rule is about; all if none is given.'),
    verb: flag.list('What the rule allows.'),
  },
  apiVersion: 'rbac.authorization.k8s.io/v1',
  kind: 'Role',
  plural: 'roles',
  namespaced: true,
  needsName: true,
  failure: '',
  generate: async (metadata, { context, flags }) => {
    const verbs = parseVerbs(flags.verb);
    if (verbs.length === 0) throw new CommandError('at least one verb must be specified');
    if (flags.resource.length === 0) throw new CommandError('at least one resource must be specified');
    warnOfVerbs(verbs, context.warn);
    const rules = await resourceRules(context, { verbs, given: flags.resource, resourceNames: flags.resourceName });
    return { metadata, rules };
  },
});
