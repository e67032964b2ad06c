import { referenceTo } from '@sampan/api/schemas';
import { groupTitle, groupVersionPath, groupVersionTitle, tagOf } from './names.js';
import { objectMediaTypes, type PathEntry } from './operation.js';

const meta = 'io.k8s.apimachinery.pkg.apis.meta.v1';

/** The discovery document of a group version: `/apis/apps/v1/`. */
export function groupVersionDiscoveryPath(groupVersion: { group: string; version: string }): PathEntry {
  return discoveryPath({
    path: `${groupVersionPath(groupVersion)}/`,
    operationId: `get${groupVersionTitle(groupVersion)}APIResources`,
    description: 'get available resources',
    tag: tagOf(groupVersion),
    kind: `${meta}.APIResourceList`,
  });
}

/** The discovery document of a group: `/apis/apps/`, or `/api/` for the core group. */
export function groupDiscoveryPath(group: string): PathEntry {
  const title = groupTitle(group);
  const isCore = group === '';
  return discoveryPath({
    path: isCore ? '/api/' : `/apis/${group}/`,
    operationId: isCore ? 'getCoreAPIVersions' : `get${title}APIGroup`,
    description: isCore ? 'get available API versions' : 'get information of a group',
    tag: `${title.charAt(0).toLowerCase()}${title.slice(1)}`,
    kind: `${meta}.${isCore ? 'APIVersions' : 'APIGroup'}`,
  });
}

/** The list of all groups: `/apis/`. */
export function groupsDiscoveryPath(): PathEntry {
  return discoveryPath({
    path: '/apis/',
    operationId: 'getAPIVersions',
    description: 'get available API versions',
    tag: 'apis',
    kind: `${meta}.APIGroupList`,
  });
}

/** The server's version: `/version/`. */
export function versionPath(): PathEntry {
  return discoveryPath({
    path: '/version/',
    operationId: 'getCodeVersion',
    description: 'get the version information for this server',
    tag: 'version',
    kind: 'io.k8s.apimachinery.pkg.version.Info',
  });
}

function discoveryPath(options: {
  path: string;
  operationId: string;
  description: string;
  tag: string;
  kind: string;
}): PathEntry {
  const { path, kind, ...rest } = options;
  return {
    path,
    parameters: [],
    operations: [
      {
        ...rest,
        method: 'get',
        parameters: [],
        consumes: objectMediaTypes,
        produces: objectMediaTypes,
        response: { $ref: referenceTo(kind) },
        codes: [200],
      },
    ],
  };
}
