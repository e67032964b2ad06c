import { badRequest, type DeleteOptions, type FieldError, field, invalid, isTrueParameter } from '@sampan/api';
import { notRegistered } from '../body/check-kind.js';
import { decodeBody } from '../body/decode-body.js';
import { SyntaxProblem } from '../body/decode-json.js';
import { checkObject } from '../body/decode-object.js';
import { headerOf } from '../pipeline/api-request.js';
import type { ResourceRequest } from '../pipeline/resource-request.js';
import { kindOf } from './update-view.js';
import { dryRunErrors } from './write-options.js';

/**
 * DeleteOptions, from the body or, where there is none, from the query; warns where their default is no longer what most
 * clients mean. Throws BadRequest and Invalid.
 */
export async function deleteOptionsOf(request: ResourceRequest): Promise<DeleteOptions> {
  const { body } = request.http;
  const options =
    body === undefined || body.length === 0 ? fromQuery(request.info.query) : await fromBody(request, body);
  const errors = validate(options);
  if (errors.length > 0) throw invalid({ group: 'meta.k8s.io', kind: 'DeleteOptions' }, '', errors);
  const { defaultDeletionWarning } = request.resource.strategy;
  const isLeftOpen = options.propagationPolicy === undefined && options.orphanDependents === undefined;
  if (isLeftOpen && defaultDeletionWarning !== undefined) request.warnings.push(defaultDeletionWarning);
  return options;
}

function fromQuery(query: URLSearchParams): DeleteOptions {
  const options: DeleteOptions = {};
  if (query.size === 0) return options;
  const grace = query.get('gracePeriodSeconds') ?? '';
  if (grace !== '') {
    if (!/^[+-]?\d+$/.test(grace) || !Number.isSafeInteger(Number(grace))) {
      throw badRequest(`strconv.ParseInt: parsing ${JSON.stringify(grace)}: invalid syntax`);
    }
    options.gracePeriodSeconds = Number(grace);
  }
  const propagationPolicy = query.get('propagationPolicy') ?? '';
  if (propagationPolicy !== '') options.propagationPolicy = propagationPolicy;
  if (query.has('orphanDependents')) options.orphanDependents = isTrueParameter(query.get('orphanDependents'));
  if (query.has('dryRun')) options.dryRun = query.getAll('dryRun');
  return options;
}

async function fromBody(request: ResourceRequest, body: Buffer): Promise<DeleteOptions> {
  try {
    const decoded = await decodeBody(body, headerOf(request.http.headers, 'content-type'), request.resource.registry);
    if (decoded.value === null) return fromQuery(request.info.query);
    requireKind(decoded.value);
    const kind = kindOf(request.resource, { group: '', version: 'v1', kind: 'DeleteOptions' });
    const options: DeleteOptions = checkObject(decoded, kind, {
      fieldValidation: 'Ignore',
      warn: () => {},
      failure: (problem) => badRequest(`DeleteOptions cannot be read: ${problem}`),
    });
    return options.dryRun === undefined ? { ...options, dryRun: request.info.query.getAll('dryRun') } : options;
  } catch (error) {
    if (error instanceof SyntaxProblem)
      throw badRequest(`couldn't get version/kind; json parse error: ${error.message}`);
    throw error;
  }
}

/** Every group version has DeleteOptions; a body of another kind is a mistake. */
function requireKind(value: unknown): void {
  const { kind, apiVersion } = value as { kind?: unknown; apiVersion?: unknown };
  if (typeof kind !== 'string' || kind === '' || kind === 'DeleteOptions') return;
  const said = typeof apiVersion === 'string' && apiVersion !== '' ? apiVersion : 'v1';
  throw badRequest(notRegistered(kind, said, optionsScheme));
}

/** How upstream names the registry of options. */
const optionsScheme = 'k8s.io/apimachinery/pkg/apis/meta/internalversion/scheme/register.go:27';

const policies = ['Foreground', 'Background', 'Orphan', 'nil'];

function validate({ propagationPolicy, orphanDependents, dryRun }: DeleteOptions): FieldError[] {
  const errors: FieldError[] = [];
  if (propagationPolicy !== undefined && orphanDependents !== undefined) {
    const detail = 'orphanDependents and deletionPropagation cannot be both set';
    errors.push(field.invalid('propagationPolicy', propagationPolicy, detail));
  }
  if (propagationPolicy !== undefined && !policies.includes(propagationPolicy)) {
    errors.push(field.notSupported('propagationPolicy', propagationPolicy, policies));
  }
  return errors.concat(dryRunErrors(dryRun ?? []));
}
