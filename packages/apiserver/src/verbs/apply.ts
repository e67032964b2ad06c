import {
  applying,
  badRequest,
  conflict,
  deepEqual,
  field,
  formatApiVersion,
  invalid,
  isJsonObject,
  isNotFound,
  isTrueParameter,
  type KubernetesObject,
  type Steps,
  unclassifiedError,
} from '@sampan/api';
import { decodeBody } from '../body/decode-body.js';
import { type DecodedBody, requireFewValues, SyntaxProblem } from '../body/decode-json.js';
import { checkObject, goType } from '../body/decode-object.js';
import type { ExpectedKind } from '../body/expected-kind.js';
import type { ResourceDefinition } from '../kinds/resource-definition.js';
import type { ViewSubresource } from '../kinds/subresource.js';
import { groupResource } from '../objects/group-names.js';
import type { ApiResponse } from '../pipeline/api-response.js';
import { authorizeCreation } from '../pipeline/authorize.js';
import type { ResourceRequest } from '../pipeline/resource-request.js';
import { respondObject } from '../representation/respond-object.js';
import { breathe, inSteps } from '../write/breathe.js';
import { createObject } from '../write/create-object.js';
import { ownershipContext } from '../write/managed-fields.js';
import { mergeView } from '../write/merge-view.js';
import { updateObject } from '../write/update-object.js';
import type { WriteContext } from '../write/write-context.js';
import { matchName, matchNamespace } from './create.js';
import { kindOf, respondView } from './update-view.js';
import { keyOfRequest, type WriteOptions, writeContextOf, writeOptionsOf } from './write-options.js';

/**
 * Server-side apply: PATCH with `application/apply-patch+yaml`. Merges the configuration into the object, records who
 * owns what, and creates the object where there is none.
 */
export async function apply(request: ResourceRequest, view?: ViewSubresource<KubernetesObject>): Promise<ApiResponse> {
  const { info, resource } = request;
  const options = writeOptionsOf(request, 'PatchOptions');
  if ((info.query.get('fieldManager') ?? '') === '') {
    const error = field.required('fieldManager', 'is required for apply patch');
    throw invalid({ group: 'meta.k8s.io', kind: 'PatchOptions' }, '', [error]);
  }
  const key = keyOfRequest(request);
  const kind = kindOf(resource, view?.kind);
  const context = writeContextOf(request, options, info.subresource);
  const application = {
    request,
    context,
    kind,
    view,
    options,
    configuration: await readConfiguration(request, kind, options),
  };
  try {
    const written = await updateObject(context, {
      key,
      fieldsTracked: true,
      change: (current, bytes) => inSteps(bytes, applyingTo(current, application)),
    });
    return view === undefined ? respondObject(request, 200, written) : respondView(request, view, written);
  } catch (error) {
    if (!isNotFound(error) || view !== undefined || info.subresource !== '') throw error;
    return createApplied(application);
  }
}

interface Application {
  request: ResourceRequest;
  context: WriteContext;
  kind: ExpectedKind;
  view: ViewSubresource<KubernetesObject> | undefined;
  options: WriteOptions;
  /** As it was sent: what it states counts, even where the stored object has no place for it (`data: {}`). */
  configuration: KubernetesObject;
}

/** The body as data. Its kind has to be said, and to be the one of the path. */
async function readConfiguration(
  { http, resource, warnings }: ResourceRequest,
  kind: ExpectedKind,
  { fieldValidation }: WriteOptions,
): Promise<KubernetesObject> {
  const { value, duplicates } = await decodeConfiguration(http.body, resource);
  for (const problem of fieldValidation === 'Ignore' ? [] : duplicates) {
    if (fieldValidation === 'Strict') throw badRequest(`error strict decoding YAML: ${yamlContext}${problem}`);
    warnings.push(`${yamlContext}${problem}`);
  }
  if (!isJsonObject(value)) {
    const problem = `json: cannot unmarshal ${goType(value)} into Go value of type map[string]interface {}`;
    throw badRequest(`error decoding YAML: error unmarshaling JSON: while decoding JSON: ${problem}`);
  }
  const { apiVersion, kind: name } = value;
  if (apiVersion !== formatApiVersion(kind) || name !== kind.kind) {
    throw badRequest(`invalid object type: ${typeSaid(apiVersion)}, Kind=${typeof name === 'string' ? name : ''}`);
  }
  if (!isJsonObject(value.metadata ?? {})) throw badRequest('error decoding YAML: metadata is not an object');
  return value as unknown as KubernetesObject;
}

const yamlContext = 'error converting YAML to JSON: ';

async function decodeConfiguration(body: Buffer | undefined, { registry }: ResourceDefinition): Promise<DecodedBody> {
  try {
    const { value, duplicates } = await decodeBody(body, 'application/yaml', registry);
    await breathe(body?.length ?? 0);
    return { value: value ?? {}, duplicates };
  } catch (error) {
    if (error instanceof SyntaxProblem) throw badRequest(`error decoding YAML: ${yamlContext}${error.message}`);
    throw error;
  }
}

/** `apps/v1`, `/v1`: Go prints a group and a version always with a slash. */
function typeSaid(apiVersion: unknown): string {
  if (typeof apiVersion !== 'string' || apiVersion === '') return '/';
  return apiVersion.includes('/') ? apiVersion : `/${apiVersion}`;
}

function* applyingTo(copy: () => KubernetesObject, application: Application): Steps<KubernetesObject> {
  const current = copy();
  yield;
  const { configuration, view } = application;
  const wanted = configuration.metadata?.resourceVersion;
  const shown = view === undefined ? current : viewWithManagers(view, current);
  const merged = keepTimes(yield* mergingConfiguration(application, shown), shown);
  const object = view === undefined ? merged : mergeView(view, current, merged);
  if (view?.managers !== undefined) {
    object.metadata.managedFields = view.managers.fromView(current, merged.metadata.managedFields);
  }
  yield;
  requireFewValues(object);
  // Without a resourceVersion in the configuration, whatever version there is will do.
  object.metadata = { ...object.metadata, resourceVersion: wanted };
  return object;
}

/** What somebody applies to, with the owners of its fields: a view that is only looked at does not show them. */
function viewWithManagers(view: ViewSubresource<KubernetesObject>, current: KubernetesObject): KubernetesObject {
  const shown = view.view(current);
  if (view.managers === undefined) return shown;
  const managedFields = view.managers.toView(current.metadata.managedFields);
  return { ...shown, metadata: { ...shown.metadata, managedFields } };
}

/** The live object with the configuration merged in, as an object of its kind. */
function* mergingConfiguration(
  { request, context, kind, options, configuration }: Application,
  live?: KubernetesObject,
): Steps<KubernetesObject> {
  const force = isTrueParameter(request.info.query.get('force'));
  const { object } = yield* applying(live, configuration, { ...ownershipContext(context, kind), force });
  yield;
  const merged = checkObject({ value: object, duplicates: [] }, kind, {
    fieldValidation: options.fieldValidation,
    warn: context.warn,
    failure: (problem) => unclassifiedError(`failed to convert new object to proper version: ${problem}`),
  });
  const key = keyOfRequest(request);
  matchNamespace(merged.metadata, key.namespace);
  matchName(merged, key.name);
  yield;
  return merged;
}

/** An apply that changes nothing does not change the times of what was applied before. */
function keepTimes(object: KubernetesObject, live: KubernetesObject): KubernetesObject {
  const timeless = ({ metadata: { managedFields = [], ...metadata }, ...rest }: KubernetesObject) => ({
    ...rest,
    metadata,
    managedFields: managedFields.map(({ time: _, ...entry }) => entry),
  });
  return deepEqual(timeless(object), timeless(live)) ? live : object;
}

async function createApplied(application: Application): Promise<ApiResponse> {
  const { request, context, configuration } = application;
  await authorizeCreation(request);
  const { namespace, name } = keyOfRequest(request);
  const object = await inSteps(request.http.body?.length ?? 0, mergingConfiguration(application));
  const { uid } = configuration.metadata ?? {};
  if (uid) {
    const message = `uid mismatch: the provided object specified uid ${uid}, and no existing object was found`;
    throw conflict(groupResource(request.resource), name, message);
  }
  // There is no version that could be another one.
  delete object.metadata.resourceVersion;
  return respondObject(request, 201, await createObject(context, object, { namespace, fieldsTracked: true }));
}
