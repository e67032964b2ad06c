import {
  deepEqual,
  type FieldError,
  field,
  type MutatingAdmissionPolicy,
  type MutatingAdmissionPolicyBinding,
  type ParamKind,
  parseApiVersion,
  type ValidatingAdmissionPolicy,
  type ValidatingAdmissionPolicyBinding,
} from '@sampan/api';
import type { User } from '../../authentication/user.js';
import { mastersGroup } from '../../authorization/rbac-authorizer.js';
import type { WriterContext } from '../../kinds/strategy.js';

type Policy = MutatingAdmissionPolicy | ValidatingAdmissionPolicy;
type Binding = MutatingAdmissionPolicyBinding | ValidatingAdmissionPolicyBinding;

/** Who makes objects the parameters of a policy tells what they say: only who may read all of the kind may do that. */
export function authorizeParamKind(policy: Policy, old: Policy | undefined, context: WriterContext): FieldError[] {
  const kind = policy.spec?.paramKind;
  if (kind === undefined || deepEqual(kind, old?.spec?.paramKind)) return [];
  if (mayRead(kind, { namespace: '*', name: '*' }, context)) return [];
  const what = `all objects of the referenced paramKind (kind=${kind.kind}, apiVersion=${kind.apiVersion})`;
  return [field.forbidden('spec.paramKind', `user ${shownUser(context.user)} must have "get" permission on ${what}`)];
}

/** Who binds parameters to a policy has to be allowed to read these. */
export function authorizeParamRef(
  policyKind: (context: WriterContext, name: string) => Policy | undefined,
): (binding: Binding, old: Binding | undefined, context: WriterContext) => FieldError[] {
  return ({ spec }, old, context) => {
    const ref = spec?.paramRef;
    const isSame = deepEqual(ref, old?.spec?.paramRef) && spec?.policyName === old?.spec?.policyName;
    if (ref === undefined || isSame) return [];
    const kind = policyKind(context, spec?.policyName ?? '')?.spec?.paramKind;
    if (mayRead(kind, { namespace: ref.namespace ?? '', name: ref.name ?? '' }, context)) return [];
    const detail = `user ${shownUser(context.user)} does not have "get" permission on the object referenced by paramRef`;
    return [field.forbidden('spec.paramRef', detail)];
  };
}

/** Where the kind is not known, everything has to be allowed that it could be. */
function mayRead(
  kind: ParamKind | undefined,
  key: { readonly namespace: string; readonly name: string },
  { server, user }: WriterContext,
): boolean {
  if (user.groups.includes(mastersGroup)) return true;
  const { apiVersion = '', kind: name = '' } = kind ?? {};
  const { group, version } = apiVersion === '' ? { group: '*', version: '*' } : parseApiVersion(apiVersion);
  const resource = server.resources.forKind(apiVersion, name)?.plural ?? '*';
  const attributes = { user, verb: 'get', resourceRequest: true, group, version, resource, subresource: '', path: '' };
  return server.authorizer.authorize({ ...attributes, ...key }).allowed;
}

/** As Go prints a user. */
function shownUser({ name, uid = '', groups, extra = {} }: User): string {
  const more = Object.entries(extra).map(([key, values]) => `${key}:[${values.join(' ')}]`);
  return `&{${name} ${uid} [${groups.join(' ')}] map[${more.sort().join(' ')}]}`;
}
