import type { Container, EphemeralContainer } from '@sampan/api';

/** Images without a tag, and those of the latest one, are looked for each time. */
export function defaultContainer(container: Container | EphemeralContainer): void {
  container.imagePullPolicy ||= imageTag(container.image ?? '') === 'latest' ? 'Always' : 'IfNotPresent';
}

/**
 * The tag of an image reference: `latest` where it has neither tag nor digest, empty where a digest pins it.
 * `registry:5000/app` has a port, not a tag.
 */
function imageTag(image: string): string {
  const [name = '', digest] = image.split('@');
  const colon = name.indexOf(':', name.lastIndexOf('/') + 1);
  if (colon !== -1) return name.slice(colon + 1);
  return digest === undefined && name !== '' ? 'latest' : '';
}
