import { type Container, type EnvVar, type EnvVarSource, resources, type UnstructuredObject } from '@sampan/api';
import type { Context } from '../../framework/context.js';

/** Containers of one object, and whether to look up what their variables refer to. */
export interface EnvironmentListing {
  object: UnstructuredObject;
  containers: readonly Container[];
  resolve: boolean;
}

/** The environment of containers in the form that `set env -` reads. */
export async function environmentLines(
  context: Context,
  { object, containers, resolve }: EnvironmentListing,
): Promise<string> {
  const lines: string[] = [];
  for (const { name, env = [] } of containers) {
    lines.push(`# ${object.kind} ${object.metadata.name}, container ${name}`);
    for (const variable of env) lines.push(await variableLine(context, { object, variable, resolve }));
  }
  return lines.map((line) => `${line}\n`).join('');
}

async function variableLine(
  context: Context,
  { object, variable, resolve }: { object: UnstructuredObject; variable: EnvVar; resolve: boolean },
): Promise<string> {
  const { name, value = '', valueFrom } = variable;
  if (valueFrom === undefined) return `${name}=${value}`;
  const resolved = resolve ? await resolveReference(context, object, valueFrom) : undefined;
  return resolved === undefined ? `# ${name} from ${referenceText(valueFrom)}` : `${name}=${resolved}`;
}

function referenceText({ configMapKeyRef, fieldRef, resourceFieldRef, secretKeyRef }: EnvVarSource): string {
  if (fieldRef) return `field path ${fieldRef.fieldPath}`;
  if (resourceFieldRef) {
    const container = resourceFieldRef.containerName ? `${resourceFieldRef.containerName}/` : '';
    return `resource field ${container}${resourceFieldRef.resource}`;
  }
  if (secretKeyRef) return `secret ${secretKeyRef.name}, key ${secretKeyRef.key}`;
  if (configMapKeyRef) return `configmap ${configMapKeyRef.name}, key ${configMapKeyRef.key}`;
  return 'invalid valueFrom';
}

/** What a config map or a secret holds; undefined for references of other kinds. */
async function resolveReference(
  context: Context,
  { metadata }: UnstructuredObject,
  { configMapKeyRef, secretKeyRef }: EnvVarSource,
): Promise<string | undefined> {
  const client = await context.client();
  const namespace = metadata.namespace ?? '';
  if (configMapKeyRef) {
    const configMap = await client.resource(resources.configMaps).get({ namespace, name: configMapKeyRef.name ?? '' });
    return configMap.data?.[configMapKeyRef.key];
  }
  if (secretKeyRef) {
    const secret = await client.resource(resources.secrets).get({ namespace, name: secretKeyRef.name ?? '' });
    const data = secret.data?.[secretKeyRef.key];
    return data === undefined ? undefined : Buffer.from(data, 'base64').toString('utf8');
  }
  return undefined;
}
