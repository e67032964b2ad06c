import type { PolicyRule, SelfSubjectRulesReview } from '@sampan/api';
import { ruleRows, rulesHeader } from '../../describers/parts/policy-rules.js';
import type { Context } from '../../framework/context.js';
import { formatTable } from '../../printers/tabwriter.js';

/** Prints everything that the user may do in the namespace, as a table. */
export async function printRules(context: Context, noHeaders: boolean): Promise<void> {
  const client = await context.client();
  const { namespace } = await context.namespace();
  const apiVersion = 'authorization.k8s.io/v1';
  const { status } = await client.json<SelfSubjectRulesReview>({
    method: 'POST',
    path: `/apis/${apiVersion}/selfsubjectrulesreviews`,
    body: { apiVersion, kind: 'SelfSubjectRulesReview', metadata: {}, spec: { namespace } },
  });
  if (status?.incomplete) context.warn(`warning: the list may be incomplete: ${status.evaluationError ?? ''}`);
  const rules: PolicyRule[] = [...(status?.resourceRules ?? []), ...(status?.nonResourceRules ?? [])];
  const rows = ruleRows(rules);
  context.print(formatTable(noHeaders ? rows : [[...rulesHeader], ...rows]));
}
