import {
  badRequest,
  type FieldError,
  field,
  internalError,
  invalid,
  isTrueParameter,
  notFound,
  type Pod,
  StatusError,
} from '@sampan/api';
import type { ConnectRequest, ConnectResponse, ConnectSubresource } from '../../../kinds/subresource.js';

/** `pods/log`: what a container has written, from the agent of its node. */
export const logSubresource: ConnectSubresource = {
  type: 'connect',
  methods: ['GET'],
  kind: { group: '', version: 'v1', kind: 'Pod' },
  connect: readLog,
};

export const execSubresource = streamSubresource('PodExecOptions', 'exec');
export const attachSubresource = streamSubresource('PodAttachOptions', 'attach');

export const portForwardSubresource: ConnectSubresource = {
  type: 'connect',
  methods: ['GET', 'POST'],
  kind: { group: '', version: 'v1', kind: 'PodPortForwardOptions' },
  options: ({ query }) => ({ ports: query.getAll('ports').map(Number) }),
  connect: async (request) => {
    const node = nodeOf(getPod(request));
    requireUpgrade(request);
    const ports = new URLSearchParams(request.query.getAll('ports').map((port): [string, string] => ['port', port]));
    const path = `/portForward/${request.key.namespace}/${request.key.name}?${ports}`;
    return request.server.nodes.upgrade(node, path, request);
  },
};

/** `exec` and `attach`: streams between the client and a container, through the agent of its node. */
function streamSubresource(kind: string, verb: 'exec' | 'attach'): ConnectSubresource {
  return {
    type: 'connect',
    methods: ['GET', 'POST'],
    kind: { group: '', version: 'v1', kind },
    options: ({ query }) => streamOptions(query),
    connect: async (request) => {
      const { node, container } = locate(request);
      requireUpgrade(request);
      const path = `/${verb}/${request.key.namespace}/${request.key.name}/${container}?${streamQuery(request.query)}`;
      return request.server.nodes.upgrade(node, path, request);
    },
  };
}

/** The fields that are set, as `PodExecOptions` has them. */
function streamOptions(query: URLSearchParams): Record<string, unknown> {
  const flags = ['stdin', 'stdout', 'stderr', 'tty'].filter((flag) => isTrueParameter(query.get(flag)));
  const [container, command] = [query.get('container'), query.getAll('command')];
  return {
    ...Object.fromEntries(flags.map((flag) => [flag, true])),
    ...(container && { container }),
    ...(command.length > 0 && { command }),
  };
}

/** The agent's names of what the client asks for; output and errors are wanted unless they are refused. */
function streamQuery(query: URLSearchParams): URLSearchParams {
  const streams = new URLSearchParams();
  if (isTrueParameter(query.get('stdin'))) streams.set('input', '1');
  if (isTrueParameter(query.get('stdout') ?? 'true')) streams.set('output', '1');
  if (isTrueParameter(query.get('tty'))) streams.set('tty', '1');
  else if (isTrueParameter(query.get('stderr') ?? 'true')) streams.set('error', '1');
  for (const argument of query.getAll('command')) streams.append('command', argument);
  return streams;
}

async function readLog(request: ConnectRequest): Promise<ConnectResponse> {
  const { key, query, server, signal } = request;
  const errors = validateLogOptions(query);
  if (errors.length > 0) throw invalid({ group: '', kind: 'PodLogOptions' }, key.name, errors);
  const pod = getPod(request);
  const container = chooseContainer(pod, query.get('container') ?? '');
  const headers = { 'content-type': 'text/plain' };
  if (!pod.spec.nodeName) return { status: 200, headers, body: new Uint8Array() };
  const options = new URLSearchParams(query);
  options.delete('container');
  const path = `/containerLogs/${key.namespace}/${key.name}/${container}?${options}`;
  const response = await server.nodes.request(nodeOf(pod), path, { signal });
  if (response.status >= 200 && response.status <= 206) return { status: 200, headers, body: response.body };
  throw agentFailure(response.status, await readText(response.body), key.name);
}

function validateLogOptions(query: URLSearchParams): FieldError[] {
  const errors: FieldError[] = [];
  const number = (name: string) => (query.has(name) ? Number(query.get(name)) : undefined);
  const [tailLines, limitBytes, sinceSeconds] = [number('tailLines'), number('limitBytes'), number('sinceSeconds')];
  if (tailLines !== undefined && tailLines < 0) {
    errors.push(field.invalid('tailLines', tailLines, 'must be greater than or equal to 0'));
  }
  if (limitBytes !== undefined && limitBytes < 1)
    errors.push(field.invalid('limitBytes', limitBytes, 'must be greater than 0'));
  if (sinceSeconds !== undefined && query.has('sinceTime')) {
    errors.push(field.forbidden('[]', 'at most one of `sinceTime` or `sinceSeconds` may be specified'));
  } else if (sinceSeconds !== undefined && sinceSeconds < 1) {
    errors.push(field.invalid('sinceSeconds', sinceSeconds, 'must be greater than 0'));
  }
  return errors;
}

function getPod({ key, server }: ConnectRequest): Pod {
  const pod = server.objects.pods.get(key.namespace, key.name);
  if (pod === undefined) throw notFound({ group: '', resource: 'pods' }, key.name);
  return pod;
}

function nodeOf({ metadata, spec }: Pod): string {
  if (!spec.nodeName) throw badRequest(`pod ${metadata.name} does not have a host assigned`);
  return spec.nodeName;
}

/** The container that is asked for, or the only one there is; init and ephemeral containers have to be asked for. */
function chooseContainer({ metadata, spec }: Pod, asked: string): string {
  const names = (containers: readonly { name: string }[] = []) => containers.map(({ name }) => name);
  const [main, init, ephemeral] = [names(spec.containers), names(spec.initContainers), names(spec.ephemeralContainers)];
  if (asked !== '') {
    if ([...main, ...init, ...ephemeral].includes(asked)) return asked;
    throw badRequest(`container ${asked} is not valid for pod ${metadata.name}`);
  }
  const [only, ...more] = main;
  if (only !== undefined && more.length === 0) return only;
  let message = `a container name must be specified for pod ${metadata.name}, choose one of: [${main.join(' ')}]`;
  if (init.length > 0) message += ` or one of the init containers: [${init.join(' ')}]`;
  if (ephemeral.length > 0) message += ` or one of the ephemeral containers: [${ephemeral.join(' ')}]`;
  throw badRequest(message);
}

/** Which of a Pod's containers is meant, and on which node it is. Throws where there is none. */
function locate(request: ConnectRequest): { container: string; node: string } {
  const pod = getPod(request);
  return { container: chooseContainer(pod, request.query.get('container') ?? ''), node: nodeOf(pod) };
}

/** Without an upgrade there is nothing to do but to have found the place that it would lead to. */
function requireUpgrade({ upgrade }: ConnectRequest): void {
  if (!upgrade) throw badRequest('Upgrade request required');
}

/** The agent's refusal, as the API server words it. */
function agentFailure(code: number, message: string, name: string): StatusError {
  if (code === 400) return badRequest(message);
  if (code === 500) return internalError(message);
  const reason = code === 404 ? 'NotFound' : '';
  const details = { name, kind: 'pods/log', causes: [{ reason: 'UnexpectedServerResponse', message }] };
  const text = `the server could not find the requested resource ( pods/log ${name})`;
  return new StatusError({
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Failure',
    code,
    reason,
    message: code === 404 ? text : message,
    details,
  });
}

async function readText(body: AsyncIterable<Uint8Array>): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of body) chunks.push(chunk);
  return Buffer.concat(chunks).toString().trim();
}
