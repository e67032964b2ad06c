import {
  type ApiextensionsV1WebhookClientConfig,
  type CustomResourceDefinition,
  isJsonObject,
  type JsonObject,
  type KubernetesObject,
  parseApiVersion,
  unclassifiedError,
} from '@sampan/api';
import type { ServerContext } from '../server/server-context.js';
import { callWebhook, WebhookError, type WebhookPlace } from '../webhooks/call-webhook.js';

/** Converts objects, of whatever version each is, to another version. Throws a StatusError where it cannot. */
export type Converter = (objects: readonly KubernetesObject[], apiVersion: string) => Promise<KubernetesObject[]>;

/** In milliseconds. */
const timeout = 30_000;

/**
 * The converter that a definition names: a webhook that is sent a ConversionReview. What it answers is checked: it may
 * change everything but what an object is called, and of metadata labels and annotations alone.
 */
export function webhookConverter(crd: CustomResourceDefinition, server: ServerContext): Converter {
  const { clientConfig = {}, conversionReviewVersions = [] } = crd.spec.conversion?.webhook ?? {};
  const place = placeOf(clientConfig);
  const reviewVersion = conversionReviewVersions.find((version) => version === 'v1' || version === 'v1beta1');
  return async (objects, apiVersion) => {
    const waiting = objects.filter((object) => object.apiVersion !== apiVersion);
    if (waiting.length === 0) return [...objects];
    const first = waiting[0] as KubernetesObject;
    const converted = await review(waiting, apiVersion).catch((error: unknown) => {
      if (!(error instanceof WebhookError)) throw error;
      throw unclassifiedError(`conversion webhook for ${kindOf(first)} ${error.message}`);
    });
    let next = 0;
    return objects.map((object) =>
      object.apiVersion === apiVersion ? object : (converted[next++] as KubernetesObject),
    );
  };

  async function review(objects: readonly KubernetesObject[], desiredAPIVersion: string): Promise<KubernetesObject[]> {
    if (reviewVersion === undefined) throw new WebhookError('failed: no supported conversion review versions');
    const uid = server.random.uuid();
    const apiVersion = `apiextensions.k8s.io/${reviewVersion}`;
    const request = { uid, desiredAPIVersion, objects };
    const body = { kind: 'ConversionReview', apiVersion, request };
    const answer = await callWebhook(server, place, { body, timeout }).catch((error: unknown) => {
      if (!(error instanceof WebhookError)) throw error;
      throw new WebhookError(`failed: ${error.message}`);
    });
    const converted = convertedObjects(answer, { uid, apiVersion });
    if (converted.length !== objects.length) {
      throw new WebhookError(`returned ${converted.length} objects, expected ${objects.length}`);
    }
    return converted.map((object, index) =>
      checked(object, objects[index] as KubernetesObject, desiredAPIVersion, index),
    );
  }
}

function placeOf({ url, service, caBundle }: ApiextensionsV1WebhookClientConfig): WebhookPlace {
  return { ...(url && { url }), ...(service && { service }), ...(caBundle && { caBundle }) };
}

function convertedObjects(answer: unknown, { uid, apiVersion }: { uid: string; apiVersion: string }): unknown[] {
  const review = isJsonObject(answer) ? answer : {};
  const isCurrent = apiVersion.endsWith('/v1');
  if (isCurrent && (review.apiVersion !== apiVersion || review.kind !== 'ConversionReview')) {
    const wanted = `${apiVersion}, Kind=ConversionReview`;
    throw new WebhookError(`failed: expected webhook response of ${wanted}, got ${kindOf(review)}`);
  }
  const { response } = review;
  if (!isJsonObject(response)) throw new WebhookError('failed: no response provided');
  if (isCurrent && response.uid !== uid) {
    throw new WebhookError(
      `failed: expected response.uid=${JSON.stringify(uid)}, got ${JSON.stringify(response.uid ?? '')}`,
    );
  }
  const result: JsonObject = isJsonObject(response.result) ? response.result : {};
  if (result.status !== 'Success') {
    const said = typeof result.message === 'string' && result.message !== '' ? result.message : undefined;
    throw new WebhookError(`failed: ${said ?? `response.result.status was '${result.status ?? ''}', not 'Success'`}`);
  }
  return Array.isArray(response.convertedObjects) ? response.convertedObjects : [];
}

/** The converted object, with the metadata of the original but for labels and annotations. */
function checked(converted: unknown, original: KubernetesObject, apiVersion: string, index: number): KubernetesObject {
  const object: JsonObject = isJsonObject(converted) ? converted : {};
  const invalid = (problem: string) =>
    new WebhookError(`returned invalid converted object at index ${index}: ${problem}`);
  if (object.apiVersion !== apiVersion) {
    throw invalid(`invalid groupVersion (expected ${apiVersion}, received ${object.apiVersion ?? ''})`);
  }
  if (object.kind !== original.kind) {
    throw invalid(`invalid kind (expected ${original.kind}, received ${object.kind ?? ''})`);
  }
  const { metadata } = object;
  if (!isJsonObject(metadata)) throw invalid('missing metadata in converted object');
  for (const [name, shown] of [
    ['name', 'name'],
    ['namespace', 'namespace'],
    ['uid', 'UID'],
  ] as const) {
    const [before, after] = [original.metadata[name] ?? '', metadata[name] ?? ''];
    if (before !== after) throw invalid(`must have the same ${shown}: ${before} != ${after}`);
  }
  return { ...object, apiVersion, kind: original.kind, metadata: withOwn(original.metadata, metadata, index) };
}

function withOwn(
  original: KubernetesObject['metadata'],
  given: JsonObject,
  index: number,
): KubernetesObject['metadata'] {
  const metadata = { ...original };
  for (const part of ['labels', 'annotations'] as const) {
    const values = given[part];
    delete metadata[part];
    if (values === undefined || values === null) continue;
    const isMap = isJsonObject(values) && Object.values(values).every((value) => typeof value === 'string');
    if (!isMap) {
      throw new WebhookError(
        `returned invalid metadata in object at index ${index}: invalid metadata.${part} in converted object`,
      );
    }
    metadata[part] = values as Record<string, string>;
  }
  return metadata;
}

/** `example.com/v1, Kind=Widget`. */
function kindOf({ apiVersion, kind }: { apiVersion?: unknown; kind?: unknown }): string {
  const { group, version } = parseApiVersion(String(apiVersion ?? ''));
  return `${group === '' ? '' : `${group}/`}${version}, Kind=${kind ?? ''}`;
}
