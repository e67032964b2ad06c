/** A schema of OpenAPI v3, as Kubernetes' documents have it. */
export interface OpenApiSchema {
  $ref?: string;
  type?: string;
  description?: string;
  properties?: Record<string, OpenApiSchema>;
  required?: string[];
  items?: OpenApiSchema;
  additionalProperties?: OpenApiSchema | boolean;
  allOf?: OpenApiSchema[];
  enum?: unknown[];
  'x-kubernetes-group-version-kind'?: GroupVersionKind[];
}

export interface GroupVersionKind {
  group: string;
  version: string;
  kind: string;
}

/** What is read of the document of one group version. */
export interface OpenApiDocument {
  paths?: Record<string, Record<string, { 'x-kubernetes-group-version-kind'?: GroupVersionKind }>>;
  components?: { schemas?: Record<string, OpenApiSchema> };
}

/** The schema itself, or the one that it refers to. */
export function resolveSchema(schema: OpenApiSchema, document: OpenApiDocument): OpenApiSchema {
  return referenced(schema, document) ?? schema;
}

/** The schema that `schema` refers to. */
export function referenced({ $ref }: OpenApiSchema, document: OpenApiDocument): OpenApiSchema | undefined {
  return $ref === undefined ? undefined : document.components?.schemas?.[$ref.replace('#/components/schemas/', '')];
}

/** The schema of a map's values. */
export function valueSchema({ additionalProperties }: OpenApiSchema): OpenApiSchema | undefined {
  return typeof additionalProperties === 'object' ? additionalProperties : undefined;
}

const methods = ['get', 'post', 'put', 'patch', 'delete'];

/** The kind of a resource, as the operations on its paths say it. */
export function kindOfResource(
  document: OpenApiDocument,
  { group, version, plural }: { group: string; version: string; plural: string },
): GroupVersionKind | undefined {
  const root = group === '' ? `/api/${version}` : `/apis/${group}/${version}`;
  const collections = [`${root}/${plural}`, `${root}/namespaces/{namespace}/${plural}`];
  for (const path of collections.flatMap((collection) => [collection, `${collection}/{name}`])) {
    for (const method of methods) {
      const kind = document.paths?.[path]?.[method]?.['x-kubernetes-group-version-kind'];
      if (kind !== undefined) return kind;
    }
  }
  return undefined;
}

/** The schema of a kind. */
export function schemaOfKind(document: OpenApiDocument, wanted: GroupVersionKind): OpenApiSchema | undefined {
  return Object.values(document.components?.schemas ?? {}).find((schema) =>
    schema['x-kubernetes-group-version-kind']?.some(
      ({ group, version, kind }) => group === wanted.group && version === wanted.version && kind === wanted.kind,
    ),
  );
}
