import { type FieldSelector, failureStatus, forbidden, parseFieldSelector, StatusError } from '@sampan/api';
import type { User } from '../authentication/user.js';
import type { Attributes, Authorizer, Decision } from '../authorization/authorizer.js';
import type { RequestInfo } from './request-info.js';
import type { ResourceRequest } from './resource-request.js';

/** Throws 403 where `user` may not do what a request asks for. */
export function authorize(user: User, info: RequestInfo, authorizer: Authorizer): void | Promise<void> {
  const attributes = attributesOf(user, info);
  const decision = (authorizer.ask ?? authorizer.authorize)(attributes);
  const require = ({ allowed, reason }: Decision) => {
    if (!allowed) throw refusal(attributes, reason);
  };
  return decision instanceof Promise ? decision.then(require) : require(decision);
}

/** Who may change an object that is not there does not therefore may create it. Throws 403. */
export function authorizeCreation({ user, info, server }: ResourceRequest): void | Promise<void> {
  return authorize(user, { ...info, verb: 'create' }, server.authorizer);
}

/** What a request asks for, as authorization sees it. */
export function attributesOf(user: User, info: RequestInfo): Attributes {
  const selector = selectorOf(info);
  return {
    user,
    verb: info.verb,
    resourceRequest: info.isResource,
    group: info.group,
    version: info.version,
    resource: info.resource,
    subresource: info.subresource,
    namespace: info.namespace,
    // A list or watch of one object by its name is a request for that object.
    name: info.name === '' ? (selector?.requiresExactMatch('metadata.name') ?? '') : info.name,
    path: info.path,
    ...(selector && { fieldRequirements: selector.requirements }),
  };
}

function selectorOf({ verb, query }: RequestInfo): FieldSelector | undefined {
  if (query.size === 0 || (verb !== 'list' && verb !== 'watch' && verb !== 'deletecollection')) return undefined;
  const selector = query.get('fieldSelector');
  if (selector === null) return undefined;
  try {
    return parseFieldSelector(selector);
  } catch {
    return undefined;
  }
}

/** 403 in kube-apiserver's words. */
export function refusal(attributes: Attributes, reason: string): StatusError {
  const { user, verb, path, group, resource, subresource, namespace, name } = attributes;
  const because = reason === '' ? '' : `: ${reason}`;
  if (!attributes.resourceRequest) {
    const message = `forbidden: User ${JSON.stringify(user.name)} cannot ${verb} path ${JSON.stringify(path)}${because}`;
    return new StatusError(failureStatus(403, 'Forbidden', { message, details: {} }));
  }
  const what = subresource === '' ? resource : `${resource}/${subresource}`;
  const where = namespace === '' ? 'at the cluster scope' : `in the namespace ${JSON.stringify(namespace)}`;
  const message = `User ${JSON.stringify(user.name)} cannot ${verb} resource ${JSON.stringify(what)} in API group ${JSON.stringify(group)} ${where}${because}`;
  return forbidden({ group, resource }, name, message);
}
