/** `apps` → `Apps`, `rbac.authorization.k8s.io` → `RbacAuthorization`, the core group → `Core`. */
export function groupTitle(group: string): string {
  if (group === '') return 'Core';
  return group
    .replace(/\.k8s\.io$/, '')
    .split(/[.-]/)
    .map(capitalize)
    .join('');
}

/** `apps_v1`, `rbacAuthorization_v1`. */
export function tagOf({ group, version }: { group: string; version: string }): string {
  const title = groupTitle(group);
  return `${title.charAt(0).toLowerCase()}${title.slice(1)}_${version}`;
}

/** `AppsV1`. */
export function groupVersionTitle({ group, version }: { group: string; version: string }): string {
  return groupTitle(group) + capitalize(version);
}

/** `status` → `Status`. */
export function capitalize(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** `/api/v1`, `/apis/apps/v1`. */
export function groupVersionPath({ group, version }: { group: string; version: string }): string {
  return group === '' ? `/api/${version}` : `/apis/${group}/${version}`;
}

/** `a Pod`, `an Event`, `Endpoints`: kinds that are plural have no article. */
export function withArticle({ kind, plural }: { kind: string; plural: string }): string {
  if (kind.toLowerCase() === plural) return kind;
  return /^[AEIOU]/.test(kind) ? `an ${kind}` : `a ${kind}`;
}
