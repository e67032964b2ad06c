import {
  deepEqual,
  type ExemptPriorityLevelConfiguration,
  type FieldError,
  field,
  type LimitedPriorityLevelConfiguration,
  type LimitResponse,
  type PriorityLevelConfiguration,
  type PriorityLevelConfigurationSpec,
  type QueuingConfiguration,
} from '@sampan/api';
import { mandatoryLevels } from './mandatory.js';

const mostQueues = 10_000_000;
const hashBits = 60;

export function validatePriorityLevel({ metadata, spec }: PriorityLevelConfiguration): FieldError[] {
  if (spec === undefined) return [];
  const { name = '' } = metadata;
  return [...validateSpec(spec, name), ...validateMandatory(spec, name)];
}

function validateMandatory(spec: PriorityLevelConfigurationSpec, name: string): FieldError[] {
  const mandatory = mandatoryLevels[name];
  if (mandatory === undefined) return [];
  // What others may borrow of those that are not limited is the administrator's choice.
  const { exempt: _exempt, ...same } = spec;
  const { exempt: _fixed, ...fixed } = mandatory;
  if (deepEqual(same, fixed)) return [];
  const which = name === 'exempt' ? `'${name}' except the 'exempt' field` : `'${name}'`;
  return [field.invalid('spec', spec, `spec of ${which} must equal the fixed value`)];
}

function validateSpec({ type, exempt, limited }: PriorityLevelConfigurationSpec, name: string): FieldError[] {
  const isMisnamed = (name === 'exempt') !== (type === 'Exempt');
  const misnamed = "type must be 'Exempt' if and only if name is 'exempt'";
  return [
    ...(isMisnamed ? [field.invalid('spec.type', type, misnamed)] : []),
    ...(type === 'Exempt' ? validateExempt(exempt, limited) : validateLimited(type, exempt, limited)),
  ];
}

function validateExempt(
  exempt: ExemptPriorityLevelConfiguration | undefined,
  limited: LimitedPriorityLevelConfiguration | undefined,
): FieldError[] {
  return [
    ...(limited === undefined ? [] : [field.forbidden('spec.limited', 'must be nil if the type is not Limited')]),
    ...validateShares(exempt?.nominalConcurrencyShares, 'spec.exempt'),
    ...validateLendable(exempt?.lendablePercent, 'spec.exempt'),
  ];
}

function validateLimited(
  type: string,
  exempt: ExemptPriorityLevelConfiguration | undefined,
  limited: LimitedPriorityLevelConfiguration | undefined,
): FieldError[] {
  if (type !== 'Limited') return [field.notSupported('spec.type', type, ['Exempt', 'Limited'])];
  const path = 'spec.limited';
  const forbidden = exempt === undefined ? [] : [field.forbidden('spec.exempt', 'must be nil if the type is Limited')];
  if (limited === undefined) return [...forbidden, field.required(path, 'must not be empty when type is Limited')];
  const { borrowingLimitPercent: limit } = limited;
  return [
    ...forbidden,
    ...validateShares(limited.nominalConcurrencyShares, path),
    ...validateResponse(limited.limitResponse, `${path}.limitResponse`),
    ...validateLendable(limited.lendablePercent, path),
    ...(limit !== undefined && limit < 0
      ? [field.invalid(`${path}.borrowingLimitPercent`, limit, 'if specified, must be a non-negative integer')]
      : []),
  ];
}

function validateShares(shares: number | undefined, path: string): FieldError[] {
  if (shares === undefined || shares >= 0) return [];
  return [field.invalid(`${path}.nominalConcurrencyShares`, shares, 'must be a non-negative integer')];
}

function validateLendable(percent: number | undefined, path: string): FieldError[] {
  if (percent === undefined || (percent >= 0 && percent <= 100)) return [];
  return [field.invalid(`${path}.lendablePercent`, percent, 'must be between 0 and 100, inclusive')];
}

function validateResponse(response: LimitResponse | undefined, path: string): FieldError[] {
  const { type = '', queuing } = response ?? {};
  switch (type) {
    case 'Reject':
      if (queuing === undefined) return [];
      return [field.forbidden(`${path}.queuing`, 'must be nil if limited.limitResponse.type is not Limited')];
    case 'Queue':
      if (queuing !== undefined) return validateQueuing(queuing, `${path}.queuing`);
      return [field.required(`${path}.queuing`, 'must not be empty if limited.limitResponse.type is Limited')];
    default:
      return [field.notSupported(`${path}.type`, type, ['Queue', 'Reject'])];
  }
}

function validateQueuing(queuing: QueuingConfiguration, path: string): FieldError[] {
  const { queues = 0, handSize = 0, queueLengthLimit = 0 } = queuing;
  return [
    ...(queueLengthLimit <= 0 ? [field.invalid(`${path}.queueLengthLimit`, queueLengthLimit, 'must be positive')] : []),
    ...queuesProblem(queues).map((problem) => field.invalid(`${path}.queues`, queues, problem)),
    ...handProblem(queues, handSize).map((problem) => field.invalid(`${path}.handSize`, handSize, problem)),
  ];
}

function queuesProblem(queues: number): string[] {
  if (queues <= 0) return ['must be positive'];
  return queues > mostQueues ? [`must not be greater than ${mostQueues}`] : [];
}

function handProblem(queues: number, handSize: number): string[] {
  if (handSize <= 0) return ['must be positive'];
  if (handSize > queues) return [`should not be greater than queues (${queues})`];
  if (neededBits(queues, handSize) <= hashBits) return [];
  const sizes = `deckSize ${queues} and handSize ${handSize}`;
  return [`required entropy bits of ${sizes} should not be greater than ${hashBits}`];
}

/** How many bits choose a hand of queues, one after the other. */
function neededBits(queues: number, handSize: number): number {
  let bits = 0;
  for (let left = queues; left > queues - handSize; left--) bits += Math.log2(left);
  return Math.ceil(bits);
}
