import { pathNotFound, StatusError } from '@sampan/api';
import type { ResourceCatalog } from '../kinds/resource-catalog.js';

/** 404 of a path that no part of the server knows: answered in plain text, as Go's own server does. */
export class PageNotFound extends StatusError {
  constructor() {
    super(pathNotFound().status);
  }
}

/**
 * 404 below `/api` or a group of `/apis`: the built-in groups answer with a Status where they lack a version or a
 * resource; for groups of custom resources, as for unknown ones, there is no part that would.
 */
export function groupPathNotFound(catalog: ResourceCatalog, group: string): StatusError {
  const known = group === '' || catalog.shown().some((resource) => resource.isBuiltIn && resource.group === group);
  return known ? pathNotFound() : new PageNotFound();
}
