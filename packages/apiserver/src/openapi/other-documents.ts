import type { DocumentV2 } from './document-v2.js';

/** What another server says of a group version that it serves. */
export interface OtherDocuments {
  /** `apis/fish.example.com/v1`. */
  readonly path: string;
  /** Its v3 document, as it is. */
  readonly v3?: Buffer | undefined;
  /** The v2 document of that server. */
  readonly v2?: Partial<Pick<DocumentV2, 'paths' | 'definitions'>> | undefined;
}

/** `document` with what others say of what they serve; where both define something, the first definition stays. */
export function mergedV2(document: DocumentV2, others: readonly OtherDocuments[]): DocumentV2 {
  const { paths, definitions, ...rest } = document;
  const merged = { paths: { ...paths }, definitions: { ...definitions } };
  for (const { path, v2 } of others) {
    for (const [name, item] of Object.entries(v2?.paths ?? {})) {
      if (name.startsWith(`/${path}/`)) merged.paths[name] ??= item;
    }
    for (const [name, schema] of Object.entries(v2?.definitions ?? {})) merged.definitions[name] ??= schema;
  }
  return { ...rest, ...merged };
}
