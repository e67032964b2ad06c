/** No type of the server is called so; the words are those of kubectl. */
export class NoTypeMatch extends Error {
  constructor(resource: string) {
    super(`the server doesn't have a resource type ${JSON.stringify(resource)}`);
  }
}

/** No type of the server has the kind that a manifest names. */
export class NoKindMatch extends Error {
  constructor(kind: string, apiVersion: string) {
    super(`no matches for kind ${JSON.stringify(kind)} in version ${JSON.stringify(apiVersion)}`);
  }
}
