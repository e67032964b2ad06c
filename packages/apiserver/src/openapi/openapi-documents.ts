import { createHash } from 'node:crypto';
import { type Descriptions, loadDescriptions } from '@sampan/api/schemas';
import type { ResourceDefinition } from '../kinds/resource-definition.js';
import { collectDefinitions } from './collect-definitions.js';
import { groupDiscoveryPath, groupsDiscoveryPath, groupVersionDiscoveryPath, versionPath } from './discovery-paths.js';
import { type DocumentV2, documentV2 } from './document-v2.js';
import { encodeDocumentV2 } from './document-v2-protobuf.js';
import { documentV3 } from './document-v3.js';
import { groupVersionPath } from './names.js';
import type { PathEntry } from './operation.js';
import { mergedV2, type OtherDocuments } from './other-documents.js';
import { resourcePaths } from './resource-paths.js';

/** A document as it is sent. */
export interface OpenapiDocument {
  readonly body: Buffer;
  /** Changes with the body; without quotes. */
  readonly etag: string;
}

export interface OpenapiOptions {
  /** What is served at the moment. */
  resources(): readonly ResourceDefinition[];
  /** What others serve: it hides what is served here. */
  others?(): readonly OtherDocuments[];
  /** The server's version: `v1.36.0`. */
  readonly version: string;
}

/** One section of the v3 documents: what the server says of `apis/apps/v1`, `apis/apps`, `version` … */
interface Section {
  readonly resources: readonly ResourceDefinition[];
  readonly entries: readonly PathEntry[];
  readonly etag: string;
  body?: Promise<Buffer>;
}

/**
 * The server's OpenAPI documents. They are built when somebody asks for them, and kept until the resources that they
 * are about change: a custom resource that comes or goes costs only its own group version, and the v2 document.
 */
export class OpenapiDocuments {
  readonly #options: OpenapiOptions;
  #resources: readonly ResourceDefinition[] | undefined;
  #sections = new Map<string, Section>();
  #v2 = new Map<'json' | 'protobuf', Promise<OpenapiDocument>>();

  constructor(options: OpenapiOptions) {
    this.#options = options;
  }

  /** Forgets what is out of date; to be called when the served resources have changed. */
  invalidate(): void {
    this.#resources = undefined;
    this.#v2.clear();
  }

  /** `/openapi/v3`: where the documents are, with hashes of what is in them. */
  index(): OpenapiDocument {
    const others = this.#others().flatMap(({ path, v3 }) =>
      v3 === undefined ? [] : [[path, toDocument(v3)] as const],
    );
    const all = [...this.#own(), ...others].sort(([a], [b]) => (a < b ? -1 : 1));
    const paths = all.map(([path, { etag }]) => [path, { serverRelativeURL: `/openapi/v3/${path}?hash=${etag}` }]);
    return toDocument(Buffer.from(JSON.stringify({ paths: Object.fromEntries(paths) })));
  }

  /** `/openapi/v3/apis/apps/v1`; undefined: there is no such group version. */
  async v3(path: string): Promise<OpenapiDocument | undefined> {
    const other = this.#others().find((each) => each.path === path);
    if (other !== undefined) return other.v3 && toDocument(other.v3);
    const section = this.#current().get(path);
    if (section === undefined) return undefined;
    section.body ??= this.#buildV3(section);
    return { body: await section.body, etag: section.etag };
  }

  /** `/openapi/v2`, as JSON or in the protobuf form that older clients insist on. */
  v2(form: 'json' | 'protobuf'): Promise<OpenapiDocument> {
    const known = this.#v2.get(form) ?? this.#buildV2(form);
    this.#v2.set(form, known);
    return known;
  }

  async #buildV3({ entries, resources }: Section): Promise<Buffer> {
    const definitions = collectDefinitions(entries, resources, await loadDescriptions());
    const document = documentV3({ entries, definitions, version: this.#options.version });
    return Buffer.from(JSON.stringify(document));
  }

  async #buildV2(form: 'json' | 'protobuf'): Promise<OpenapiDocument> {
    const sections = [...this.#own().values()];
    const entries = sections.flatMap((section) => section.entries).sort((a, b) => (a.path < b.path ? -1 : 1));
    const definitions = collectDefinitions(entries, this.#options.resources(), await loadDescriptions());
    const own = documentV2({ entries, definitions, version: this.#options.version });
    const encode = (document: DocumentV2) =>
      form === 'json' ? Buffer.from(JSON.stringify(document)) : encodeDocumentV2(document);
    try {
      return toDocument(encode(mergedV2(own, this.#others())));
    } catch {
      // Somebody else's document is none.
      return toDocument(encode(own));
    }
  }

  #others(): readonly OtherDocuments[] {
    return this.#options.others?.() ?? [];
  }

  /** The sections that nobody else serves. */
  #own(): Map<string, Section> {
    const others = new Set(this.#others().map(({ path }) => path));
    return new Map([...this.#current()].filter(([path]) => !others.has(path)));
  }

  /** The sections as of now; those whose resources have not changed are kept. */
  #current(): ReadonlyMap<string, Section> {
    const resources = this.#options.resources();
    if (this.#resources === resources) return this.#sections;
    const previous = this.#sections;
    this.#sections = new Map(
      [...sectionsOf(resources)].map(([path, part]) => {
        const known = previous.get(path);
        return [path, known !== undefined && sameItems(known.resources, part.resources) ? known : toSection(part)];
      }),
    );
    this.#resources = resources;
    return this.#sections;
  }
}

type SectionParts = Pick<Section, 'resources'> & { entries(): readonly PathEntry[] };

function sectionsOf(resources: readonly ResourceDefinition[]): Map<string, SectionParts> {
  const sections = new Map<string, SectionParts>();
  const add = (path: string, entries: () => PathEntry[], about: readonly ResourceDefinition[] = []) =>
    sections.set(path, { resources: about, entries });
  add('apis', () => [groupsDiscoveryPath()]);
  add('version', () => [versionPath()]);
  for (const { group, version } of resources) {
    const path = groupVersionPath({ group, version }).slice(1);
    if (sections.has(path)) continue;
    const members = resources.filter((resource) => resource.group === group && resource.version === version);
    const discovery = groupVersionDiscoveryPath({ group, version });
    add(path, () => [discovery, ...members.flatMap(resourcePaths)], members);
    add(group === '' ? 'api' : `apis/${group}`, () => [groupDiscoveryPath(group)]);
  }
  return new Map([...sections].sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** The hash is of what the document is made of, so that the index does not have to build them all. */
function toSection({ resources, entries: build }: SectionParts): Section {
  const entries = build();
  const withoutDescriptions: Descriptions = {};
  const definitions = collectDefinitions(entries, resources, withoutDescriptions);
  return { resources, entries, etag: hash(JSON.stringify([entries, definitions])) };
}

function sameItems<Item>(a: readonly Item[], b: readonly Item[]): boolean {
  return a.length === b.length && a.every((item, index) => item === b[index]);
}

function toDocument(body: Buffer): OpenapiDocument {
  return { body, etag: hash(body) };
}

/** Upper-case hexadecimal, as Kubernetes writes it. */
function hash(content: string | Buffer): string {
  return createHash('sha512').update(content).digest('hex').toUpperCase();
}
