import { type APIService, type Service, setCondition } from '@sampan/api';
import type { ServerContext } from '../server/server-context.js';
import type { RemoteService } from './remote-service.js';

/** Whether a remote group version can be used, in kube-aggregator's words. */
export interface Verdict {
  readonly available: boolean;
  readonly reason: string;
  readonly message: string;
}

export const passed: Verdict = { available: true, reason: 'Passed', message: 'all checks passed' };

/** What keeps a request from reaching anybody; undefined: somebody can be asked. */
export function unreachable({ service }: RemoteService, { objects }: ServerContext): Verdict | undefined {
  const { namespace, name, port } = service;
  const refuse = (reason: string, message: string): Verdict => ({ available: false, reason, message });
  const found = objects.services.get(namespace, name);
  if (found === undefined) return refuse('ServiceNotFound', `service/${name} in "${namespace}" is not present`);
  if (found.spec.type === 'ExternalName') return undefined;
  const portName = portNameOf(found, port);
  if (portName === undefined) {
    return refuse('ServicePortError', `service/${name} in "${namespace}" is not listening on port ${port}`);
  }
  const endpoints = objects.endpoints.get(namespace, name);
  if (endpoints === undefined) {
    return refuse('EndpointsNotFound', `cannot find endpoints for service/${name} in "${namespace}"`);
  }
  const hasAddress = (endpoints.subsets ?? []).some(
    ({ addresses = [], ports = [] }) => addresses.length > 0 && ports.some((each) => (each.name ?? '') === portName),
  );
  if (hasAddress) return undefined;
  const message = `endpoints for service/${name} in "${namespace}" have no addresses with port name "${portName}"`;
  return refuse('MissingEndpoints', message);
}

function portNameOf({ spec }: Service, port: number): string | undefined {
  const found = (spec.ports ?? []).find((candidate) => candidate.port === port);
  return found && (found.name ?? '');
}

/** What is said of an answer to the question what is served. */
export function failedDiscovery(url: string, problem: string): Verdict {
  return {
    available: false,
    reason: 'FailedDiscoveryCheck',
    message: `failing or missing response from ${url}: ${problem}`,
  };
}

/** `apiService` with what was found; itself where that is known. */
export function withVerdict(apiService: APIService, { available, reason, message }: Verdict, now: number): APIService {
  const status = available ? 'True' : 'False';
  const known = apiService.status?.conditions?.find(({ type }) => type === 'Available');
  if (known?.status === status && known.reason === reason && known.message === message) return apiService;
  const conditions = setCondition(apiService.status?.conditions, { type: 'Available', status, reason, message }, now);
  return { ...apiService, status: { ...apiService.status, conditions } };
}
