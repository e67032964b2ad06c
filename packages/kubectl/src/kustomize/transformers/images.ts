import { isJsonObject } from '@sampan/api';
import { type FieldSpec, visitFields } from '../field-specs.js';
import type { ImageArgs } from '../kustomization.js';
import type { Resource } from '../resource.js';

/** Gives images other names, tags or digests: in the fields that are configured, and in containers wherever they are. */
export function setImages(
  resources: readonly Resource[],
  images: readonly ImageArgs[],
  specs: readonly FieldSpec[],
): void {
  for (const args of images) {
    const change = (value: unknown) => (typeof value === 'string' ? changedImage(value, args) : value);
    for (const { object } of resources) {
      if (object.kind !== 'CustomResourceDefinition') changeContainers(object, change);
      for (const spec of specs) {
        visitFields(object, spec, { visit: ({ value, set }) => set(change(value)) });
      }
    }
  }
}

function changeContainers(node: unknown, change: (image: unknown) => unknown): void {
  if (Array.isArray(node)) for (const item of node) changeContainers(item, change);
  if (!isJsonObject(node)) return;
  for (const [key, value] of Object.entries(node)) {
    if ((key === 'containers' || key === 'initContainers') && Array.isArray(value)) {
      for (const container of value) {
        if (isJsonObject(container) && container.image !== undefined) container.image = change(container.image);
      }
    } else changeContainers(value, change);
  }
}

/** The image that `image` becomes, if `args` mean it. */
export function changedImage(image: string, args: ImageArgs): string {
  const pattern = new RegExp(`^${args.name ?? ''}(:[a-zA-Z0-9_.{}-]*)?(@sha256:[a-zA-Z0-9_.{}-]*)?$`);
  if (!pattern.test(image)) return image;
  const { name, tag, digest } = splitImage(image);
  const next = { name: args.newName || name, tag, digest };
  if (args.newTag || args.digest) Object.assign(next, { tag: args.newTag ?? '', digest: args.digest ?? '' });
  else if (args.tagSuffix) Object.assign(next, { tag: `${tag}${args.tagSuffix}`, digest: '' });
  return `${next.name}${next.tag === '' ? '' : `:${next.tag}`}${next.digest === '' ? '' : `@${next.digest}`}`;
}

/** A colon behind the last slash begins a tag, one before it the port of a registry. */
function splitImage(image: string): { name: string; tag: string; digest: string } {
  const [rest = '', digest = ''] = image.split('@');
  const colon = rest.lastIndexOf(':');
  if (colon <= rest.lastIndexOf('/')) return { name: rest, tag: '', digest };
  return { name: rest.slice(0, colon), tag: rest.slice(colon + 1), digest };
}
