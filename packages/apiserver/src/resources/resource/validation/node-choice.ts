import { type FieldError, field, isDns1123Subdomain, type NodeSelector } from '@sampan/api';
import { invalidFor } from '../../../kinds/validation/messages.js';
import { validateNodeSelector } from '../../pod-spec/validate-affinity.js';

/** Where devices are: on one node, on some, or on all. */
interface NodeChoice {
  readonly nodeName?: string;
  readonly nodeSelector?: NodeSelector;
  readonly allNodes?: boolean;
  /** Each device says it for itself. */
  readonly perDeviceNodeSelection?: boolean;
}

/** Upstream's words for what is wrong with the choice as a whole. */
interface Complaints {
  readonly none: string;
  readonly several: string;
  readonly emptyName: string;
}

/** One of the ways to say it, and not two. */
export function validateNodeChoice(path: string, choice: NodeChoice, complaints: Complaints): FieldError[] {
  const { nodeName, nodeSelector } = choice;
  const flags = (['allNodes', 'perDeviceNodeSelection'] as const).filter((name) => choice[name] !== undefined);
  const chosen = [
    ...(nodeName ? ['`nodeName`'] : []),
    ...(nodeSelector === undefined ? [] : ['`nodeSelector`']),
    ...flags.filter((name) => choice[name]).map((name) => `\`${name}\``),
  ];
  return [
    ...validateNodeName(`${path}.nodeName`, nodeName, complaints.emptyName),
    ...(nodeSelector === undefined ? [] : validateNodeSelector(`${path}.nodeSelector`, nodeSelector)),
    ...flags
      .filter((name) => choice[name] === false)
      .map((name) => field.invalid(`${path}.${name}`, false, 'must be either unset or set to true')),
    ...(chosen.length === 0 ? [field.required(path, complaints.none)] : []),
    ...(chosen.length > 1 ? [field.invalid(path, `{${chosen.join(', ')}}`, complaints.several)] : []),
  ];
}

function validateNodeName(path: string, name: string | undefined, emptyName: string): FieldError[] {
  if (name === undefined) return [];
  return name === '' ? [field.invalid(path, name, emptyName)] : invalidFor(path, name, isDns1123Subdomain(name));
}
