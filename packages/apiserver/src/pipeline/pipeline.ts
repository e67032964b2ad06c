import type { Aggregator } from '../aggregation/aggregator.js';
import type { Authenticator } from '../authentication/authenticator.js';
import type { User } from '../authentication/user.js';
import type { Admitted, FlowControl } from '../flowcontrol/flow-control.js';
import type { ResourceDefinition } from '../kinds/resource-definition.js';
import type { ServerContext } from '../server/server-context.js';
import { dispatch } from '../verbs/dispatch.js';
import type { ApiRequest } from './api-request.js';
import { type ApiResponse, runsOn } from './api-response.js';
import type { Audit, AuditAnnotations, AuditTrail } from './audit.js';
import { authenticate } from './authenticate.js';
import { authorize } from './authorize.js';
import { failureResponse, statusErrorOf } from './failure.js';
import type { Impersonation } from './impersonate.js';
import type { InFlight } from './in-flight.js';
import { negotiate, plain, type Representation } from './negotiate.js';
import { notUpgradable } from './not-upgradable.js';
import { groupPathNotFound, PageNotFound } from './page-not-found.js';
import type { Paths } from './paths.js';
import { type RequestInfo, requestInfoOf } from './request-info.js';
import type { RequestMetrics } from './request-metrics.js';
import type { ResourceRequest } from './resource-request.js';
import { warningHeader } from './warning-header.js';

/*
 * The life of a request:
 *
 *   HTTP/1.1 over TLS (http/), upgrades included, or a call from within the process
 *     └─ handle
 *          ├─ request info        what is asked for, from method and URL alone       request-info.ts
 *          ├─ authentication      who asks                                    401    authenticate.ts
 *          ├─ impersonation       as whom                                     403    impersonate.ts
 *          ├─ priority, fairness  who is served when not everybody can be     429    ../flowcontrol/
 *          ├─ authorization       may they                                    403    authorize.ts
 *          ├─ somebody else's     proxied, with who asks                      503    ../aggregation/
 *          ├─ a path              discovery, health, metrics, OpenAPI                paths.ts
 *          └─ a resource
 *               ├─ negotiation    in which form to answer                     406    negotiate.ts
 *               └─ a verb         one file each                                      ../verbs/
 *                    ├─ options and body: JSON or YAML to an object      400, 415    ../body/decode-object.ts
 *                    ├─ defaults, field ownership                                    ../write/create-object.ts
 *                    ├─ admission: mutating                                   403    ../admission/
 *                    ├─ prepare: status, generation, what is not a client's          ../write/prepare-object.ts
 *                    ├─ validation                                            422    ../write/validate-object.ts
 *                    ├─ admission: validating                                 403
 *                    ├─ commit: durable before it is answered            409, 503    ../store/
 *                    └─ the answer, in the form that was asked for                   ../representation/
 *     └─ whatever is thrown becomes a Status (failure.ts); audit and metrics see how it ended
 *     └─ an upgrade is answered with who takes over the connection (ResponseHijack)
 */

export interface PipelineOptions {
  readonly server: ServerContext;
  readonly authenticator: Authenticator;
  readonly impersonate: Impersonation | undefined;
  readonly inFlight: InFlight;
  /** Absent: whoever comes first is served first, up to the limits of `inFlight`. */
  readonly flow?: FlowControl | undefined;
  readonly paths: Paths;
  /** Who serves what this server does not. */
  readonly aggregator: Aggregator;
  readonly metrics: RequestMetrics;
  readonly audit: Audit | undefined;
}

export interface Pipeline {
  /** Answers a request; never rejects. */
  handle(request: ApiRequest): Promise<ApiResponse>;
}

export function createPipeline(options: PipelineOptions): Pipeline {
  const { server, authenticator, impersonate, inFlight, flow, paths, aggregator, metrics, audit } = options;
  const { authorizer, resources } = server;
  const logError = (error: unknown) => server.logError(error);

  async function handle(request: ApiRequest): Promise<ApiResponse> {
    const started = performance.now();
    let info: RequestInfo | undefined;
    let user: User | undefined;
    let acting: User | undefined;
    let leave: (() => void) | undefined;
    let admitted: Admitted | undefined;
    let trail: AuditTrail | undefined;
    let response: ApiResponse;
    const annotations: AuditAnnotations = {};
    try {
      info = requestInfoOf(request.method, request.url);
      user = await authenticate(request, info.path, authenticator);
      trail = audit?.begin(request, info, user);
      const impersonating = impersonated(user, request, info);
      acting = impersonating instanceof Promise ? await impersonating : impersonating;
      const entering = flow?.enter(acting, info, (callback) => request.onClose(callback));
      admitted = entering instanceof Promise ? await entering : entering;
      leave = inFlight.enter(info);
      const deciding = authorize(acting, info, authorizer);
      if (deciding !== undefined) await deciding;
      const answer = answerOf(request, info, acting, annotations);
      response = answer instanceof Promise ? await answer : answer;
    } catch (error) {
      response = failureResponse(statusErrorOf(error, logError), request.headers);
    }
    if (admitted !== undefined) {
      admitted.leave();
      response.headers['x-kubernetes-pf-flowschema-uid'] = admitted.schema;
      response.headers['x-kubernetes-pf-prioritylevel-uid'] = admitted.level;
    }
    if (leave !== undefined) {
      if (runsOn(response)) request.onClose(leave);
      else leave();
    }
    metrics.observe(info, response.status, performance.now() - started);
    // Who is not known is audited, too.
    if (info !== undefined) trail ??= audit?.begin(request, info, user);
    trail?.answered(response, { impersonated: acting === user ? undefined : acting, annotations });
    return response;
  }

  function answerOf(
    http: ApiRequest,
    info: RequestInfo,
    user: User,
    annotations: AuditAnnotations,
  ): ApiResponse | Promise<ApiResponse> {
    const remote = aggregator.remoteOf(info.path);
    if (remote !== undefined) return aggregator.forward(http, user, remote);
    return info.isResource
      ? answerResource(resourceRequest(http, info, user, annotations))
      : answerPath(http, info, user);
  }

  function impersonated(user: User, { headers }: ApiRequest, info: RequestInfo): User | Promise<User> {
    return impersonate === undefined ? user : impersonate(user, headers, info);
  }

  function answerPath(http: ApiRequest, info: RequestInfo, user: User) {
    const handler = paths.find(info.path);
    if (handler === undefined) throw new PageNotFound();
    if (http.upgrade) throw notUpgradable();
    return handler({ http, info, user, server });
  }

  async function answerResource(request: ResourceRequest): Promise<ApiResponse> {
    if (request.resource.deprecation !== undefined) request.warnings.push(request.resource.deprecation);
    try {
      const answer = dispatch(request);
      const response = answer instanceof Promise ? await answer : answer;
      if (request.warnings.length > 0) response.headers.warning = warningHeader(request.warnings);
      return response;
    } catch (error) {
      if (request.warnings.length === 0) throw error;
      const response = failureResponse(statusErrorOf(error, logError), request.http.headers);
      response.headers.warning = warningHeader(request.warnings);
      return response;
    }
  }

  function resourceRequest(
    http: ApiRequest,
    info: RequestInfo,
    user: User,
    auditAnnotations: AuditAnnotations,
  ): ResourceRequest {
    const resource = resources.find(info.group, info.version, info.resource);
    if (resource === undefined || isProbe(info, resource)) throw groupPathNotFound(resources, info.group);
    const representation = representationOf(http, info, resource);
    return { http, info, resource, user, server, representation, warnings: [], auditAnnotations };
  }

  /** What is proxied is in whatever form the other side has. */
  function representationOf(http: ApiRequest, info: RequestInfo, resource: ResourceDefinition): Representation {
    const isLog = info.subresource === 'log';
    const isProxied = resource.subresources[info.subresource]?.type === 'connect' && !isLog;
    if (isProxied) return plain;
    const streams = info.verb === 'list' || info.verb === 'watch';
    return negotiate(http.headers, info.query, { streams, isCustom: !resource.isBuiltIn, isLog });
  }

  /** Who lists what is not shown looks whether it is there: to manifests it is, to others not. */
  function isProbe({ verb }: RequestInfo, resource: ResourceDefinition): boolean {
    return (verb === 'list' || verb === 'watch') && !resources.isShown(resource);
  }

  return { handle };
}
