import { resources } from '@sampan/api';
import { nodeRules } from '../../bootstrap/policy/node-rules.js';
import { keyPrefix } from '../../objects/encode-object.js';
import { followStore } from '../../store/follow-store.js';
import type { Store } from '../../store/store.js';
import type { Attributes, Authorizer, Decision } from '../authorizer.js';
import { compileRule, ruleAllows } from '../compiled-rule.js';
import { NodeGraph, type VertexKind, vertexOf } from './node-graph.js';
import { nodeOfUser } from './node-identity.js';
import { haveSameEdges, podEdges } from './pod-edges.js';
import { volumeEdges } from './volume-edges.js';

/** Authorization of nodes' agents. Follows the stored Pods and PersistentVolumes until it is closed. */
export interface NodeAuthorizer extends Authorizer {
  close(): void;
}

const leaseNamespace = 'kube-node-lease';
const allowed: Decision = { allowed: true, reason: '' };
const noOpinion: Decision = { allowed: false, reason: '' };
const because = (reason: string): Decision => ({ allowed: false, reason });

/**
 * Kubernetes' Node authorizer: an agent reads what its own Pods refer to, and writes what is its own. What it may write
 * is looked at again, with the object in hand, by the admission plugin NodeRestriction.
 */
export async function createNodeAuthorizer(store: Store): Promise<NodeAuthorizer> {
  const graph = new NodeGraph();
  const followed = await Promise.all(
    sources.map(({ resource, edgesOf, haveSameEdges }) => {
      const prefix = keyPrefix(resource);
      return followStore(store, prefix, {
        reset: (objects) => {
          graph.keepOnly(prefix, new Set(objects.map(({ key }) => key)));
          for (const object of objects) graph.say(object.key, edgesOf(object));
        },
        changed: (events) => {
          for (const { type, object, previous } of events) {
            if (type === 'delete') graph.forget(object.key);
            else if (previous === undefined || !haveSameEdges(previous, object)) graph.say(object.key, edgesOf(object));
          }
        },
      });
    }),
  );
  return {
    authorize: (attributes) => {
      const node = nodeOfUser(attributes.user);
      if (node === undefined) return noOpinion;
      if (node === '') return because(`unknown node for user ${JSON.stringify(attributes.user.name)}`);
      return authorizeAgent({ ...attributes, node, graph });
    },
    rulesFor: (user) => ({
      resourceRules: [],
      nonResourceRules: [],
      ...(nodeOfUser(user) !== undefined && {
        evaluationError: 'node authorizer does not support user rule resolution',
      }),
    }),
    close: () => {
      for (const source of followed) source.stop();
    },
  };
}

/** Which objects say what nodes have to do with. */
const sources = [
  { resource: resources.pods, edgesOf: podEdges, haveSameEdges },
  { resource: resources.persistentVolumes, edgesOf: volumeEdges, haveSameEdges: () => false },
];

interface Request extends Attributes {
  readonly node: string;
  readonly graph: NodeGraph;
}

const compiledRules = nodeRules.map(compileRule);

function authorizeAgent(request: Request): Decision {
  const { resourceRequest, group, resource, subresource } = request;
  const name = group === '' ? resource : `${resource}.${group}`;
  const decide = resourceRequest && Object.hasOwn(decisions, name) ? decisions[name] : undefined;
  if (decide !== undefined) return decide(request);
  const combined = subresource === '' ? resource : `${resource}/${subresource}`;
  return compiledRules.some((rule) => ruleAllows(rule, request, combined)) ? allowed : noOpinion;
}

/** The resources to which not all agents have the same access. */
const decisions: Record<string, ((request: Request) => Decision) | undefined> = {
  secrets: (request) => readNamespaced(request, 'secret'),
  configmaps: (request) => readNamespaced(request, 'configmap'),
  persistentvolumeclaims: (request) =>
    request.subresource === 'status' ? updateClaimStatus(request) : getOne(request, 'claim'),
  persistentvolumes: (request) => getOne(request, 'volume'),
  'volumeattachments.storage.k8s.io': (request) => getOne(request, 'attachment'),
  'resourceclaims.resource.k8s.io': (request) => getOne(request, 'resourceclaim'),
  serviceaccounts: useServiceAccount,
  nodes: useNode,
  pods: usePod,
  'leases.coordination.k8s.io': useLease,
  'csinodes.storage.k8s.io': useCsiNode,
};

function readNamespaced(request: Request, kind: VertexKind): Decision {
  if (!['get', 'list', 'watch'].includes(request.verb)) return because('can only read resources of this type');
  if (request.subresource !== '') return because('cannot read subresource');
  if (request.namespace === '') return because('can only read namespaced object of this type');
  return related(request, kind);
}

function getOne(request: Request, kind: VertexKind): Decision {
  if (request.verb !== 'get') return because('can only get individual resources of this type');
  if (request.subresource !== '') return because('cannot get subresource');
  return related(request, kind);
}

function updateClaimStatus(request: Request): Decision {
  if (request.verb !== 'update' && request.verb !== 'patch') return because('can only get/update/patch this type');
  return related(request, 'claim');
}

/** Whether the object has to do with the node. */
function related({ graph, node, namespace, name }: Request, kind: VertexKind): Decision {
  if (name === '') return because('No Object name found');
  if (graph.leadsTo(vertexOf(kind, namespace, name), node)) return allowed;
  return because(`no relationship found between node '${node}' and this object`);
}

function useServiceAccount(request: Request): Decision {
  const { verb, name, subresource } = request;
  if (verb === 'get' && subresource === '') return related(request, 'serviceaccount');
  if (verb !== 'create' || name === '') return because('can only create tokens for individual service accounts');
  if (subresource !== 'token') return because('can only create token subresource of serviceaccount');
  return related(request, 'serviceaccount');
}

const ownVerbs = ['get', 'create', 'update', 'patch', 'delete'];

/** Of what is being created the name is not known here. */
function useLease({ verb, namespace, name, node }: Request): Decision {
  if (!ownVerbs.includes(verb)) return because('can only get, create, update, patch, or delete a node lease');
  if (namespace !== leaseNamespace)
    return because(`can only access leases in the "${leaseNamespace}" system namespace`);
  if (verb === 'create' || name === node) return allowed;
  return because('can only access node lease with the same name as the requesting node');
}

function useCsiNode({ verb, subresource, name, node }: Request): Decision {
  if (!ownVerbs.includes(verb)) return because('can only get, create, update, patch, or delete a CSINode');
  if (subresource !== '') return because('cannot authorize CSINode subresources');
  if (verb === 'create' || name === node) return allowed;
  return because('can only access CSINode with the same name as the requesting node');
}

function useNode({ verb, subresource, name, node }: Request): Decision {
  if (subresource === 'status') return verb === 'update' || verb === 'patch' ? allowed : noOpinion;
  if (subresource !== '') return noOpinion;
  if (verb === 'create' || verb === 'update' || verb === 'patch') return allowed;
  if (!['get', 'list', 'watch'].includes(verb)) return noOpinion;
  if (name === node) return allowed;
  return because(
    name === ''
      ? `node '${node}' cannot read all nodes, only its own Node object`
      : `node '${node}' cannot read '${name}', only its own Node object`,
  );
}

function usePod(request: Request): Decision {
  const { verb, subresource, name, node, fieldRequirements = [] } = request;
  if (subresource === 'status') return verb === 'update' || verb === 'patch' ? allowed : noOpinion;
  if (subresource === 'eviction') return verb === 'create' ? allowed : noOpinion;
  if (subresource !== '') return noOpinion;
  if (verb === 'create' || verb === 'delete') return allowed;
  if (verb === 'get') return getOne(request, 'pod');
  if (verb !== 'list' && verb !== 'watch') return noOpinion;
  const isScoped = fieldRequirements.some(
    ({ field, operator, value }) => field === 'spec.nodeName' && operator === '=' && value === node,
  );
  if (isScoped) return allowed;
  if (name !== '') return related(request, 'pod');
  return because('can only list/watch pods with spec.nodeName field selector');
}
