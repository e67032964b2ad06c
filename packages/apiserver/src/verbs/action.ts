import { decodeObject } from '../body/decode-object.js';
import type { ActionSubresource } from '../kinds/subresource.js';
import type { ApiResponse } from '../pipeline/api-response.js';
import type { ResourceRequest } from '../pipeline/resource-request.js';
import { respondValue } from '../representation/respond-value.js';
import { admit } from '../write/admit.js';
import { settling } from '../write/settling.js';
import { matchNamespace } from './create.js';
import { decodeOptions, kindOf } from './update-view.js';
import { keyOfRequest, writeContextOf, writeOptionsOf } from './write-options.js';

/** POST to a subresource that does something: `pods/eviction`, `serviceaccounts/token`. */
export async function act(request: ResourceRequest, action: ActionSubresource): Promise<ApiResponse> {
  const { resource, http, info, server, user } = request;
  const options = writeOptionsOf(request, 'CreateOptions');
  const key = keyOfRequest(request);
  const { kind, otherVersions = [] } = action;
  const expected = { ...kindOf(resource, kind), otherVersions };
  const body = await decodeObject(http.body, expected, decodeOptions(request, options));
  // A DeploymentRollback has none.
  body.metadata ??= {};
  matchNamespace(body.metadata, key.namespace);
  body.metadata.name ||= key.name;
  const context = writeContextOf(request, options, info.subresource);
  const { object = body, settle } = await admit(context, { operation: 'CREATE', ...key, object: body });
  const { dryRun } = options;
  const create = () => action.create({ key, body: object, user, dryRun, server });
  return respondValue(request.representation, 201, await settling(settle, dryRun, create));
}
