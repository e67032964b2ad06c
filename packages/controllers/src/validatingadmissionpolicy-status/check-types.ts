import type { ValidatingAdmissionPolicy } from '@sampan/api';
import { type CheckedKind, checkPolicy, type TypeWarning } from '@sampan/api/cel';
import { type Client, discover } from '@sampan/client';
import { formatKind, kindsOfRules } from './kinds-of-rules.js';
import { readKindType } from './read-kind-type.js';

/**
 * What in the expressions of a policy does not fit the types of what they look at. Kinds that are not known are not checked by:
 * that changes nothing of what the policy does.
 */
export async function checkTypes({ spec = {} }: ValidatingAdmissionPolicy, client: Client): Promise<TypeWarning[]> {
  const { matchConstraints, paramKind } = spec;
  const found: CheckedKind[] = [];
  for (const kind of kindsOfRules(matchConstraints?.resourceRules ?? [], await discover(client))) {
    const type = await readKindType(client, kind);
    if (type !== undefined) found.push({ name: formatKind(kind), type });
  }
  const params = paramKind && (await readKindType(client, paramKind));
  return checkPolicy(spec, found, params);
}
