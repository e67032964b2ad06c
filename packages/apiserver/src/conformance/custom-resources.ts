import type { CustomResourceDefinition, CustomResourceDefinitionVersion, Schema } from '@sampan/api';
import type { TestServer } from './test-server.js';

export const definitions = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions';

/** A definition of Widgets in `example.com`, one version for each schema. */
export function widgetDefinition(
  versions: Record<string, Schema | Partial<CustomResourceDefinitionVersion>>,
  spec: Partial<CustomResourceDefinition['spec']> = {},
): CustomResourceDefinition {
  const names = { plural: 'widgets', singular: 'widget', kind: 'Widget', listKind: 'WidgetList', ...spec.names };
  const group = spec.group ?? 'example.com';
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: `${names.plural}.${group}` },
    spec: {
      ...{ group, scope: 'Namespaced' },
      ...spec,
      names,
      versions: Object.entries(versions).map(([name, version], index) => ({
        ...{ name, served: true, storage: index === 0 },
        ...(isSchema(version) ? { schema: { openAPIV3Schema: version } } : version),
      })) as CustomResourceDefinitionVersion[],
    },
  };
}

function isSchema(version: object): version is Schema {
  return 'type' in version;
}

/** An object schema with these properties. */
export function objectOf(properties: Record<string, Schema>, more: Schema = {}): Schema {
  return { type: 'object', properties, ...more };
}

/** Creates a definition, or changes it, and waits until the condition is as it should be. */
export async function define(
  server: TestServer,
  crd: CustomResourceDefinition,
  { type = 'Established', status = 'True' } = {},
): Promise<CustomResourceDefinition> {
  const answer = await server.send('POST', definitions, { body: crd });
  if (answer.status !== 201) throw new Error(answer.text);
  return untilCondition(server, crd.metadata.name ?? '', { type, status });
}

/** Waits until a definition has a condition. */
export async function untilCondition(
  server: TestServer,
  name: string,
  wanted: { type: string; status: string },
): Promise<CustomResourceDefinition> {
  const watch = server.watch(`${definitions}?watch=true&fieldSelector=metadata.name%3D${name}`);
  for await (const { object } of watch) {
    const crd = object as unknown as CustomResourceDefinition;
    const has = crd.status?.conditions?.some(({ type, status }) => type === wanted.type && status === wanted.status);
    if (has !== true) continue;
    watch.stop();
    return crd;
  }
  throw new Error(`the watch of ${name} has ended`);
}

/** Deletes a definition, and waits until it is gone. */
export async function removeDefinition(server: TestServer, name: string): Promise<void> {
  const watch = server.watch(`${definitions}?watch=true&fieldSelector=metadata.name%3D${name}`);
  await watch.next();
  await server.send('DELETE', `${definitions}/${name}`);
  for await (const { type } of watch) if (type === 'DELETED') break;
  watch.stop();
}
