import type { User } from '../authentication/user.js';
import type { ResourceDefinition } from '../kinds/resource-definition.js';
import type { ServerContext } from '../server/server-context.js';
import type { ApiRequest } from './api-request.js';
import type { AuditAnnotations } from './audit.js';
import type { Representation } from './negotiate.js';
import type { RequestInfo } from './request-info.js';

/** A request for a resource that has come through the pipeline: what verbs are given. */
export interface ResourceRequest {
  readonly http: ApiRequest;
  readonly info: RequestInfo;
  readonly resource: ResourceDefinition;
  readonly user: User;
  readonly server: ServerContext;
  /** The form of the answer that the client asked for. */
  readonly representation: Representation;
  /** Texts of `Warning:` headers; verbs add to them. */
  readonly warnings: string[];
  /** What the audit log keeps of the request beside what it is; verbs add to it. */
  readonly auditAnnotations: AuditAnnotations;
}
