import {
  badRequest,
  conflict,
  type FieldError,
  field,
  formatGvk,
  formatTime,
  invalid,
  type KubernetesObject,
  notFound,
  type ObjectKey,
  type Pod,
  parseApiVersion,
  quote,
  type ServiceAccount,
  type TokenRequest,
} from '@sampan/api';
import type { ActionRequest, ActionSubresource } from '../../kinds/subresource.js';
import type { ServerContext } from '../../server/server-context.js';

/** Tokens live at least ten minutes, and an hour unless asked otherwise. */
const minSeconds = 600;
const defaultSeconds = 3600;

/** `serviceaccounts/token`: a token for the account, which ends with the object that it is bound to. */
export const tokenSubresource: ActionSubresource = {
  type: 'action',
  kind: { group: 'authentication.k8s.io', version: 'v1', kind: 'TokenRequest' },
  create: requestToken,
};

type Binding = NonNullable<TokenRequest['spec']['boundObjectRef']>;

async function requestToken({ key, body, dryRun, server }: ActionRequest): Promise<KubernetesObject> {
  const request = body as TokenRequest;
  const spec = request.spec ?? {};
  const seconds = spec.expirationSeconds ?? defaultSeconds;
  const errors = validate(seconds);
  if (errors.length > 0) throw invalid({ group: 'authentication.k8s.io', kind: 'TokenRequest' }, '', errors);
  const account = getAccount(server, key);
  const wanted = spec.audiences ?? [];
  const audiences = wanted.length === 0 ? [server.tokens.defaultAudience] : wanted;
  const bound = spec.boundObjectRef === undefined ? undefined : resolveBinding(server, key, spec.boundObjectRef);
  const status = dryRun
    ? { token: '', expirationTimestamp: formatTime(server.clock.now() + seconds * 1000) }
    : await server.tokens.issue({
        namespace: key.namespace,
        serviceAccount: key.name,
        serviceAccountUid: account.metadata.uid ?? '',
        audiences,
        expirationSeconds: seconds,
        ...(bound === undefined ? {} : { bound }),
      });
  return {
    apiVersion: 'authentication.k8s.io/v1',
    kind: 'TokenRequest',
    metadata: { name: key.name, namespace: key.namespace, creationTimestamp: formatTime(server.clock.now()) },
    spec: { ...spec, audiences, expirationSeconds: seconds },
    status,
  } as TokenRequest;
}

function validate(seconds: number): FieldError[] {
  const path = 'spec.expirationSeconds';
  if (seconds < minSeconds) return [field.invalid(path, seconds, 'may not specify a duration less than 10 minutes')];
  if (seconds > 2 ** 32) return [field.invalid(path, seconds, 'may not specify a duration larger than 2^32 seconds')];
  return [];
}

function getAccount({ objects }: ServerContext, { namespace, name }: ObjectKey): ServiceAccount {
  const account = objects.serviceAccounts.get(namespace, name);
  if (account === undefined) throw notFound({ group: '', resource: 'serviceaccounts' }, name);
  return account;
}

const noVersion = { group: '', version: '' };

/** What a token may be bound to, by kind. */
const bindable = { Pod: 'pods', Secret: 'secrets', Node: 'nodes' } as const;

function resolveBinding(server: ServerContext, { namespace, name: account }: ObjectKey, ref: Binding) {
  const { kind = '', apiVersion = 'v1', name = '', uid = '' } = ref;
  const plural =
    apiVersion === 'v1' && Object.hasOwn(bindable, kind) ? bindable[kind as keyof typeof bindable] : undefined;
  if (plural === undefined) {
    // What is no version, Go leaves out (`FromAPIVersionAndKind`).
    const version = apiVersion.split('/').length > 2 ? noVersion : parseApiVersion(apiVersion);
    throw badRequest(`cannot bind token to object of type ${formatGvk({ ...version, kind })}`);
  }
  const object: KubernetesObject | undefined = server.objects[plural].get(plural === 'nodes' ? '' : namespace, name);
  if (object === undefined) throw notFound({ group: '', resource: plural }, name);
  const user = kind === 'Pod' ? (object as Pod).spec.serviceAccountName : account;
  if (user !== account) {
    const problem = 'to pod running with different serviceaccount name.';
    throw badRequest(`cannot bind token for serviceaccount ${quote(account)} ${problem}`);
  }
  const found = object.metadata.uid ?? '';
  if (uid !== '' && uid !== found) {
    const message = `the UID in the bound object reference (${uid}) does not match the UID in record. The object might have been deleted and then recreated`;
    throw conflict({ group: '', resource: plural }, name, message);
  }
  return { kind, apiVersion, name, uid: found };
}
