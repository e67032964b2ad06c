import { CommandError } from '../../framework/errors.js';
import { flag } from '../../framework/flags.js';
import { defineGenerator } from './generator.js';
import { parseVerbs, resourceRules, warnOfVerbs } from './policy-rules.js';

export const createClusterRole = defineGenerator({
  name: 'clusterrole',
  usage: 'NAME --verb=verb --resource=resource.group [--resource-name=resourcename] [--dry-run=server|client|none]',
  short: 'Create a cluster role',
  examples: `
# Reading pods
kubectl create clusterrole pod-reader --verb=get,list,watch --resource=pods

# A path of the server that is no resource
kubectl create clusterrole "foo" --verb=get --non-resource-url=/logs/*

# What other cluster roles with a label allow
kubectl create clusterrole monitoring --aggregation-rule="rbac.example.com/aggregate-to-monitoring=true"`,
  flags: {
    aggregationRule: flag.list('Labels (KEY=VALUE) of the cluster roles to combine.'),
    nonResourceUrl: flag.list('Paths of the server that are no resources.'),
    resource: flag.list('The types that the rule is about.'),
    resourceName: flag.strings('The names that the rule is about; all if none is given.'),
    verb: flag.list('What the rule allows.'),
  },
  apiVersion: 'rbac.authorization.k8s.io/v1',
  kind: 'ClusterRole',
  plural: 'clusterroles',
  namespaced: false,
  needsName: true,
  failure: '',
  generate: async (metadata, { context, flags }) => {
    const { nonResourceUrl, resource, resourceName, aggregationRule } = flags;
    const verbs = parseVerbs(flags.verb);
    if (aggregationRule.length > 0) {
      if (verbs.length > 0 || nonResourceUrl.length > 0 || resource.length > 0 || resourceName.length > 0) {
        throw new CommandError('aggregation rule must be specified without any other rules');
      }
      const matchLabels = Object.fromEntries(aggregationRule.map(parseLabel));
      return { metadata, rules: null, aggregationRule: { clusterRoleSelectors: [{ matchLabels }] } };
    }
    if (verbs.length === 0) throw new CommandError('at least one verb must be specified');
    if (resource.length === 0 && nonResourceUrl.length === 0) {
      throw new CommandError('one of resource or nonResourceURL must be specified');
    }
    if (nonResourceUrl.length > 0 && resourceName.length > 0 && resource.length === 0) {
      throw new CommandError('resource must be specified when resourceName is specified');
    }
    if (resource.length > 0) warnOfVerbs(verbs, context.warn);
    return {
      metadata,
      rules: [
        ...(resource.length > 0
          ? await resourceRules(context, { verbs, given: resource, resourceNames: resourceName })
          : []),
        ...(nonResourceUrl.length > 0 ? [{ verbs, nonResourceURLs: nonResourceUrl }] : []),
      ],
    };
  },
});

function parseLabel(text: string): [string, string] {
  const equals = text.indexOf('=');
  if (equals < 1) throw new CommandError(`invalid aggregation rule: ${text}`);
  return [text.slice(0, equals), text.slice(equals + 1)];
}
