import {
  apply as applyConfiguration,
  badRequest,
  field,
  invalid,
  isNotFound,
  type KubernetesObject,
  type UnstructuredObject,
} from '@sampan/api';
import { createObject } from '../objects/create-object.js';
import { requireFewValues } from '../objects/decode-json.js';
import { decodeObject, type ExpectedKind } from '../objects/decode-object.js';
import { ownershipContext } from '../objects/managed-fields.js';
import { updateObject } from '../objects/update-object.js';
import type { WriteContext } from '../objects/write-context.js';
import type { ApiResponse } from '../pipeline/api-response.js';
import { isTrue } from '../pipeline/request-info.js';
import type { ResourceRequest } from '../pipeline/resource-request.js';
import { respondObject } from '../representation/respond-object.js';
import type { ViewSubresource } from '../resources/subresource.js';
import { matchName, matchNamespace } from './create.js';
import { kindOf, mergeView, respondView } from './update-view.js';
import { keyOfRequest, writeContextOf, writeOptionsOf } from './write-options.js';

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
  const decode = () => decodeConfiguration(request, kind, options.fieldValidation);
  const first = await decode();
  const context = writeContextOf(request, options, info.subresource);
  const force = isTrue(info.query.get('force'));
  const merge = (live: KubernetesObject | undefined, configuration: KubernetesObject) =>
    applyConfiguration(live, configuration, { ...ownershipContext(context, kind), force }).object;
  try {
    const written = await updateObject(context, {
      key,
      uid: first.metadata.uid,
      fieldsTracked: true,
      change: (current) => applyTo(current, { configuration: structuredClone(first), merge, view }),
    });
    return view === undefined ? respondObject(request, 200, written) : respondView(request, view, written);
  } catch (error) {
    if (!isNotFound(error) || view !== undefined || info.subresource !== '') throw error;
    return createApplied(request, { context, configuration: first, merge });
  }
}

type Merge = (live: KubernetesObject | undefined, configuration: KubernetesObject) => UnstructuredObject;

async function decodeConfiguration(
  request: ResourceRequest,
  kind: ExpectedKind,
  fieldValidation: 'Strict' | 'Warn' | 'Ignore',
) {
  const key = keyOfRequest(request);
  const configuration = await decodeObject(request.http.body, kind, {
    contentType: 'application/yaml',
    fieldValidation,
    warn: (message) => request.warnings.push(message),
  });
  matchNamespace(configuration.metadata, key.namespace);
  matchName(configuration, key.name);
  if (configuration.metadata.managedFields !== undefined) throw badRequest('metadata.managedFields must be nil');
  return configuration;
}

interface Application {
  configuration: KubernetesObject;
  merge: Merge;
  view: ViewSubresource<KubernetesObject> | undefined;
}

function applyTo(current: KubernetesObject, { configuration, merge, view }: Application): KubernetesObject {
  const wanted = configuration.metadata.resourceVersion;
  const merged = merge(view === undefined ? current : view.view(current), configuration) as KubernetesObject;
  const object = view === undefined ? merged : mergeView(view, current, merged);
  requireFewValues(object);
  // Without a resourceVersion in the configuration, whatever version there is will do.
  object.metadata = { ...object.metadata, resourceVersion: wanted };
  return object;
}

interface NewApplication {
  context: WriteContext;
  configuration: KubernetesObject;
  merge: Merge;
}

async function createApplied(
  request: ResourceRequest,
  { context, configuration, merge }: NewApplication,
): Promise<ApiResponse> {
  if (configuration.metadata.uid)
    throw badRequest('uid mismatch: the provided object specified uid, and no existing object was found');
  const { namespace } = keyOfRequest(request);
  const object = merge(undefined, configuration);
  return respondObject(request, 201, await createObject(context, object, { namespace, fieldsTracked: true }));
}
