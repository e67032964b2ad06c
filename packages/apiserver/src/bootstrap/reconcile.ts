import {
  deepEqual,
  type KubernetesObject,
  keyOf,
  type PolicyRule,
  type RbacV1Subject,
  type UnstructuredObject,
} from '@sampan/api';
import type { User } from '../authentication/user.js';
import { uncoveredRules } from '../authorization/covers.js';
import { mastersGroup } from '../authorization/rbac-authorizer.js';
import { removeDamaged } from '../objects/damage.js';
import { storageKey } from '../objects/encode-object.js';
import type { ServerContext } from '../server/server-context.js';
import { bindings } from './policy/bindings.js';

/** As whom the server writes to itself. */
const self: User = { name: 'system:apiserver', groups: [mastersGroup] };

const autoUpdate = 'rbac.authorization.kubernetes.io/autoupdate';
const autoUpdateSpec = 'apf.kubernetes.io/autoupdate-spec';

/** Creates the objects that are missing and completes the others, all at once: one commit of the store takes them all. */
export async function reconcile(server: ServerContext, objects: readonly KubernetesObject[]): Promise<void> {
  await Promise.all(objects.map((object) => reconcileOne(server, object)));
}

async function reconcileOne(server: ServerContext, object: KubernetesObject): Promise<void> {
  const resource = server.resources.forKind(object.apiVersion, object.kind);
  if (resource === undefined) return;
  const key = keyOf(object);
  const damaged = server.store.get(storageKey(resource, key));
  if (damaged?.damaged) await removeDamaged(resource, damaged, server); // the server knows what it was
  const objects = server.objects.of<UnstructuredObject>(resource);
  const existing = objects.get(key.namespace, key.name);
  if (existing === undefined) {
    await objects.create(object as UnstructuredObject, { user: self });
  } else if (completed(existing, object as UnstructuredObject) !== existing) {
    await objects.update(key, (current) => completed(current, object as UnstructuredObject));
  }
}

/** `current` with what it lacks of `wanted`; `current` itself where it lacks nothing. */
function completed(current: UnstructuredObject, wanted: UnstructuredObject): UnstructuredObject {
  switch (wanted.kind) {
    case 'ClusterRole':
    case 'Role':
      return withRules(current, wanted);
    case 'ClusterRoleBinding':
    case 'RoleBinding':
      return withSubjects(current, wanted);
    case 'FlowSchema':
    case 'PriorityLevelConfiguration':
      return withSpec(current, wanted);
    case 'ConfigMap':
      return withField(current, wanted, 'data');
    case 'Endpoints':
      return withField(current, wanted, 'subsets');
    case 'EndpointSlice':
      return withField(withField(current, wanted, 'endpoints'), wanted, 'ports');
    case 'Service':
      return withTargetPort(current, wanted);
    default:
      return current;
  }
}

/** Until somebody says that the object is theirs. */
function withSpec(current: UnstructuredObject, wanted: UnstructuredObject): UnstructuredObject {
  if (current.metadata.annotations?.[autoUpdateSpec] !== 'true') return current;
  return withField(current, wanted, 'spec');
}

function withRules(current: UnstructuredObject, wanted: UnstructuredObject): UnstructuredObject {
  if (current.metadata.annotations?.[autoUpdate] !== 'true') return current;
  const rules = (current.rules ?? []) as PolicyRule[];
  if (deepEqual(rules, wanted.rules)) return current;
  const missing = uncoveredRules(rules, wanted.rules as PolicyRule[]);
  return missing.length === 0 ? current : { ...current, rules: [...rules, ...missing] };
}

function withSubjects(current: UnstructuredObject, wanted: UnstructuredObject): UnstructuredObject {
  if (current.metadata.annotations?.[autoUpdate] !== 'true') return current;
  const subjects = (current.subjects ?? []) as RbacV1Subject[];
  const former = bindings.find(({ role }) => role === wanted.metadata.name)?.formerSubjects ?? [];
  const kept = subjects.filter((held) => !former.some((subject) => deepEqual(held, subject)));
  const missing = ((wanted.subjects ?? []) as RbacV1Subject[]).filter(
    (subject) => !subjects.some((held) => deepEqual(held, subject)),
  );
  const isComplete = missing.length === 0 && kept.length === subjects.length;
  return isComplete ? current : { ...current, subjects: [...kept, ...missing] };
}

/** This server is where the Service leads, whatever was there before. */
function withField(current: UnstructuredObject, wanted: UnstructuredObject, name: string): UnstructuredObject {
  return deepEqual(current[name], wanted[name]) ? current : { ...current, [name]: wanted[name] };
}

function withTargetPort(current: UnstructuredObject, wanted: UnstructuredObject): UnstructuredObject {
  const portOf = ({ spec }: UnstructuredObject) => (spec as { ports?: { targetPort?: unknown }[] }).ports?.[0];
  if (portOf(current)?.targetPort === portOf(wanted)?.targetPort) return current;
  return { ...current, spec: { ...(current.spec as object), ports: (wanted.spec as { ports: unknown }).ports } };
}
