import { type CertificateSigningRequest, isConflict, type UnstructuredObject } from '@sampan/api';
import type { Invocation } from '../../framework/command.js';
import { fileFlags, printFlags } from '../../framework/common-flags.js';
import type { Context } from '../../framework/context.js';
import { CommandError, throwFailures } from '../../framework/errors.js';
import { flag } from '../../framework/flags.js';
import { type ObjectInfo, readObjects } from '../../framework/read-objects.js';
import { resolveSelection } from '../../framework/selection.js';
import { createPrinter } from '../../printers/printer.js';

/** What is decided about a request, as its condition says it. */
export interface Decision {
  type: 'Approved' | 'Denied';
  opposite: 'Approved' | 'Denied';
  operation: string;
  reason: string;
  message: string;
}

export const decisionFlags = (verb: string) => ({
  ...printFlags,
  ...fileFlags(verb),
  force: flag.bool('Write the decision even if it has been made before.'),
});

type DecisionFlags = ReturnType<typeof decisionFlags>;

/** How often a request that others change meanwhile is tried. */
const attempts = 10;

/** Writes the decision about every request that the command line names. */
export async function decide({ context, args, flags }: Invocation<DecisionFlags>, decision: Decision): Promise<void> {
  if (args.length === 0 && flags.filename.length === 0 && flags.kustomize === '') {
    throw new CommandError('one or more CSRs must be specified as <name> or -f <filename>');
  }
  const named = args.length === 0 ? [] : ['certificatesigningrequests', ...args];
  const { targets, failures } = await resolveSelection(context, { args: named, files: flags });
  const { infos, failures: unread } = await readObjects(context, targets);
  const print = await createPrinter(context, flags, { operation: decision.operation });
  for (const info of infos) {
    const decided = await write(context, info, { decision, force: flags.force });
    context.print(await print(decided));
  }
  throwFailures([...failures, ...unread]);
}

async function write(
  context: Context,
  { type, name, object }: ObjectInfo,
  { decision, force }: { decision: Decision; force: boolean },
): Promise<UnstructuredObject> {
  const key = { namespace: '', name };
  const resource = (await context.client()).resource(type);
  let current = object;
  for (let attempt = 1; ; attempt++) {
    const changed = withDecision(current as unknown as CertificateSigningRequest, decision, {
      force,
      now: context.clock.now(),
    });
    if (changed === undefined) return current;
    try {
      return await resource
        .subresource<UnstructuredObject>(key, 'approval')
        .update(changed as unknown as UnstructuredObject);
    } catch (error) {
      if (!isConflict(error) || attempt === attempts) throw error;
      current = await resource.get(key);
    }
  }
}

/** The request with the decision as a condition; undefined if that has been decided before. */
export function withDecision(
  request: CertificateSigningRequest,
  { type, opposite, reason, message }: Decision,
  { force, now }: { force: boolean; now: number },
): CertificateSigningRequest | undefined {
  const conditions = request.status?.conditions ?? [];
  if (conditions.some((condition) => condition.type === opposite)) {
    throw new CommandError(
      `certificate signing request ${JSON.stringify(request.metadata.name)} is already ${opposite}`,
    );
  }
  if (conditions.some((condition) => condition.type === type) && !force) return undefined;
  const time = `${new Date(now).toISOString().slice(0, 19)}Z`;
  const condition = { type, status: 'True', reason, message, lastUpdateTime: time };
  const others = conditions.filter((other) => other.type !== type);
  return { ...request, status: { ...request.status, conditions: [...others, condition] } };
}
