import { formatMicroTime } from '@sampan/api';
import type { User } from '../authentication/user.js';
import { type ApiRequest, headerOf } from './api-request.js';
import { type ApiResponse, runsOn } from './api-response.js';
import { type AuditPolicy, type AuditStage, decideAudit } from './audit-policy.js';
import { auditedObject } from './audited-object.js';
import type { RequestInfo } from './request-info.js';

/** What those who handle a request want to be known of it. */
export type AuditAnnotations = Record<string, string>;

/** Writes down what requests there are, and how they are answered. */
export interface Audit {
  /** A request of `user`, or of somebody whom nobody knows. */
  begin(request: ApiRequest, info: RequestInfo, user: User | undefined): AuditTrail;
}

/** What is written down of one request. */
export interface AuditTrail {
  answered(response: ApiResponse, outcome: AuditOutcome): void;
}

export interface AuditOutcome {
  /** Whom the request acted as, where that is somebody else. */
  readonly impersonated: User | undefined;
  readonly annotations: AuditAnnotations;
}

interface AuditOptions {
  readonly policy: AuditPolicy;
  /** Takes one `audit.k8s.io/v1 Event` a line. */
  write(line: string): void;
  newId(): string;
  /** Milliseconds. */
  now(): number;
}

const nothing: AuditTrail = { answered: () => {} };

/** Follows a policy: how much is written down of which requests, and at which stages. */
export function createAudit({ policy, write, newId, now }: AuditOptions): Audit {
  return { begin };

  function begin(request: ApiRequest, info: RequestInfo, user: User | undefined): AuditTrail {
    const { level, omitStages, omitManagedFields } = decideAudit(policy, info, user);
    if (level === 'None') return nothing;
    const auditID = headerOf(request.headers, 'audit-id') || newId();
    const received = formatMicroTime(now());
    const keepsRequest = level === 'Request' || level === 'RequestResponse';
    const requestType = headerOf(request.headers, 'content-type');
    const requestObject =
      keepsRequest && info.isResource ? auditedObject(request.body, requestType, omitManagedFields) : undefined;

    function tell(stage: AuditStage, more: object): void {
      if (omitStages.has(stage)) return;
      const event = {
        ...{ kind: 'Event', apiVersion: 'audit.k8s.io/v1', level, auditID, stage },
        ...describe(request, info, user),
        ...more,
        requestReceivedTimestamp: received,
        stageTimestamp: formatMicroTime(now()),
      };
      write(`${JSON.stringify(event)}\n`);
    }

    tell('RequestReceived', {});
    return {
      answered: (response, { impersonated, annotations }) => {
        const { status, headers, body } = response;
        const impersonatedUser = impersonated && userOf(impersonated);
        const answer = {
          ...{ impersonatedUser, responseStatus: { metadata: {}, code: status }, requestObject },
          annotations: Object.keys(annotations).length === 0 ? undefined : annotations,
        };
        if (runsOn(response)) {
          tell('ResponseStarted', answer);
          request.onClose(() => tell('ResponseComplete', answer));
          return;
        }
        const keepsResponse = level === 'RequestResponse' && Buffer.isBuffer(body);
        const type = String(headers['content-type'] ?? '');
        const responseObject = keepsResponse ? auditedObject(body, type, omitManagedFields) : undefined;
        tell('ResponseComplete', { ...answer, responseObject });
      },
    };
  }
}

function describe(request: ApiRequest, info: RequestInfo, user: User | undefined): object {
  return {
    requestURI: request.url,
    verb: info.verb,
    user: userOf(user),
    sourceIPs: request.remoteAddress === undefined ? [] : [request.remoteAddress],
    userAgent: headerOf(request.headers, 'user-agent'),
    objectRef: info.isResource
      ? {
          resource: info.resource,
          namespace: info.namespace || undefined,
          name: info.name || undefined,
          apiGroup: info.group || undefined,
          apiVersion: info.version,
          subresource: info.subresource || undefined,
        }
      : undefined,
  };
}

function userOf(user: User | undefined) {
  return { username: user?.name, uid: user?.uid, groups: user?.groups };
}
