/** An image reference in its parts; the tag is `latest` where none is given (`docker.io/library/hello:1@sha256:…`). */
export interface ImageReference {
  repository: string;
  tag: string;
  digest?: string;
}

const component = '[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*';
const domain = '(?:[a-zA-Z0-9](?:[a-zA-Z0-9.-]*[a-zA-Z0-9])?(?::[0-9]+)?/)?';
const reference = new RegExp(
  `^(${domain}${component}(?:/${component})*)(?::([\\w][\\w.-]{0,127}))?(?:@([a-z0-9]+:[0-9a-fA-F]{32,}))?$`,
);

/** Undefined for what no registry would take. */
export function parseImageReference(text: string): ImageReference | undefined {
  const match = reference.exec(text);
  if (match === null) return undefined;
  const [, repository = '', tag, digest] = match;
  return { repository, tag: tag ?? 'latest', ...(digest === undefined ? {} : { digest }) };
}

/** The last part of the repository: `hello` of `docker.io/library/hello`. */
export function shortName({ repository }: ImageReference): string {
  return repository.slice(repository.lastIndexOf('/') + 1);
}
