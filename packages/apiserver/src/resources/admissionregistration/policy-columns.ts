import { type KubernetesObject, type ParamKind, type ParamRef, selectorText } from '@sampan/api';
import type { TableColumn } from '../../kinds/table-column.js';

/** Of which kind the parameters of a policy are. */
export const paramKindColumn: TableColumn<KubernetesObject & { spec?: { paramKind?: ParamKind } }> = {
  name: 'ParamKind',
  type: 'string',
  description: 'Of which kind the parameters are.',
  cell: ({ spec }) => (spec?.paramKind === undefined ? unset : `${spec.paramKind.apiVersion}/${spec.paramKind.kind}`),
};

/** What a binding binds: a policy, and parameters to it. */
export const bindingColumns: readonly TableColumn<
  KubernetesObject & { spec?: { policyName?: string; paramRef?: ParamRef } }
>[] = [
  {
    name: 'PolicyName',
    type: 'string',
    description: 'The policy that is bound.',
    cell: ({ spec }) => spec?.policyName ?? '',
  },
  {
    name: 'ParamRef',
    type: 'string',
    description: 'Where the parameters are taken from.',
    cell: ({ spec }) => formatRef(spec?.paramRef),
  },
];

const unset = '<unset>';

/** Whether the parameter has a namespace cannot be told from here. */
function formatRef(ref: ParamRef | undefined): string {
  if (ref?.name) return `${ref.namespace || '*'}/${ref.name}`;
  return ref?.selector === undefined ? unset : selectorText(ref.selector);
}
