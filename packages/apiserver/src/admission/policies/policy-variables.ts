import type { KubernetesObject } from '@sampan/api';
import { type AdmissionVariables, type Budget, PolicyVariables, untypedValue, withVariables } from '@sampan/api/cel';
import { expressionVariables } from '../matching/expression-variables.js';
import type { VersionedRequest } from '../matching/request-objects.js';
import type { CompiledPolicy } from './compiled-policy.js';

/** What the expressions of all policies see of a request. */
export function requestVariables(versioned: VersionedRequest): AdmissionVariables {
  const { namespace, resource, server } = versioned.request;
  const isNamespace = resource.group === '' && resource.kind === 'Namespace';
  const found = () => (namespace === '' || isNamespace ? undefined : server.objects.namespaces.get('', namespace));
  return expressionVariables(versioned, found);
}

/** The same with the parameters and the variables of one policy. */
export function policyVariables(
  { variables: { expressions } }: CompiledPolicy,
  { request, params, budget }: { request: AdmissionVariables; params: KubernetesObject | undefined; budget: Budget },
): AdmissionVariables {
  const variables: AdmissionVariables = withVariables(request, {
    params: () => untypedValue(params),
    variables: () => new PolicyVariables(expressions, () => variables, budget),
  });
  return variables;
}
