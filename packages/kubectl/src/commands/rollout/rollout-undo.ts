import {
  type Deployment,
  deepEqual,
  type PodTemplateSpec,
  type ReplicaSet,
  type UnstructuredObject,
} from '@sampan/api';
import type { Patch } from '@sampan/client';
import { defineCommand } from '../../framework/command.js';
import { dryRunFlag, fileFlags, printFlags, selectorFlags } from '../../framework/common-flags.js';
import { oneObjectOf } from '../../framework/completers.js';
import type { Context } from '../../framework/context.js';
import { errorWords } from '../../framework/error-words.js';
import { CommandError, throwFailures } from '../../framework/errors.js';
import { flag } from '../../framework/flags.js';
import { lastAppliedAnnotation } from '../../framework/last-applied.js';
import { type ObjectInfo, readObjects } from '../../framework/read-objects.js';
import { type DryRun, dryRunSuffix, parseDryRun } from '../../framework/writes.js';
import { createPrinter } from '../../printers/printer.js';
import { describePodTemplate } from './pod-template-text.js';
import { type Revision, readRevisions, revisionAnnotation } from './revisions.js';
import { rolloutSelection } from './rollout-selection.js';

export const rolloutUndo = defineCommand({
  name: 'undo',
  usage: '(TYPE NAME | TYPE/NAME) [flags]',
  short: 'Undo a previous rollout',
  complete: oneObjectOf('deployment', 'daemonset', 'statefulset'),
  long: 'Give an object the pods of an earlier revision, which starts a rollout of them.',
  examples: `
# Back to the revision before
kubectl rollout undo deployment/abc

# Back to the third revision of a daemon set
kubectl rollout undo daemonset/abc --to-revision=3

# What would be rolled out
kubectl rollout undo --dry-run=server deployment/abc`,
  flags: {
    ...printFlags,
    ...dryRunFlag,
    ...fileFlags('roll back'),
    selector: selectorFlags.selector,
    toRevision: flag.int('The revision to go back to; 0 is the one before the latest.'),
  },

  async run({ context, args, flags }) {
    const dryRun = parseDryRun(flags.dryRun, context.warn);
    const { targets, failures } = await rolloutSelection(context, args, flags);
    const { infos, failures: unread } = await readObjects(context, targets);
    failures.push(...unread);
    for (const info of infos) {
      try {
        const outcome = await rollBack(context, info, { toRevision: flags.toRevision, dryRun });
        const print = await createPrinter(context, flags, { operation: `${outcome}${dryRunSuffix(dryRun)}` });
        context.print(await print(info.object));
      } catch (error) {
        failures.push(error);
      }
    }
    throwFailures(failures);
  },
});

/** Rolls an object back and answers what has been done. */
async function rollBack(
  context: Context,
  info: ObjectInfo,
  { toRevision, dryRun }: { toRevision: number; dryRun: DryRun },
): Promise<string> {
  const isDeployment = info.type.kind === 'Deployment';
  if (toRevision < 0) throw revisionNotFound(toRevision);
  const revisions = await readRevisions(context, info, 'rollbacker');
  const target = targetRevision(revisions, toRevision, () =>
    isDeployment
      ? `no rollout history found for deployment ${JSON.stringify(info.name)}`
      : 'no last revision to roll back to',
  );
  if (dryRun === 'client') {
    const { keeper } = target;
    const template = isDeployment ? ((keeper as unknown as ReplicaSet).spec?.template ?? {}) : target.template;
    const text = await describePodTemplate(template);
    return isDeployment ? text : `will roll back to ${text}`;
  }
  const deployment = info.object as unknown as Deployment;
  if (isDeployment && deployment.spec?.paused) {
    throw new CommandError(
      "you cannot rollback a paused deployment; resume it first with 'kubectl rollout resume' and try again",
    );
  }
  if (isCurrent(info.object, target)) {
    return `skipped rollback (current template already matches revision ${toRevision})`;
  }
  const patch: Patch = isDeployment ? deploymentPatch(deployment, target) : storedPatch(target);
  const { namespace, name, type } = info;
  try {
    const client = await context.client();
    await client.resource(type).patch({ namespace, name }, patch, { dryRun: dryRun === 'server' });
  } catch (error) {
    throw new CommandError(`failed restoring revision ${toRevision}: ${errorWords(error)}`);
  }
  return 'rolled back';
}

/** The revision of that number; for 0 the last but one. `revisions` are oldest first. */
export function targetRevision<R extends Pick<Revision, 'number'>>(
  revisions: readonly R[],
  toRevision: number,
  noneText: () => string,
): R {
  const target = toRevision === 0 ? revisions.at(-2) : revisions.find(({ number }) => number === toRevision);
  if (target !== undefined) return target;
  throw toRevision === 0 ? new CommandError(noneText()) : revisionNotFound(toRevision);
}

function revisionNotFound(revision: number): CommandError {
  return new CommandError(`unable to find specified revision ${revision} in history`);
}

function isCurrent({ spec }: UnstructuredObject, { keeper }: Revision): boolean {
  const stored = keeper.kind === 'ControllerRevision' ? (keeper.data as { spec?: unknown })?.spec : keeper.spec;
  const template = (of: unknown) => withoutHash((of as { template?: PodTemplateSpec } | undefined)?.template);
  return deepEqual(template(spec), withoutDirective(template(stored)));
}

/** What controllers add to the templates of the revisions that they keep. */
function withoutHash(template: PodTemplateSpec | undefined): PodTemplateSpec {
  const { 'pod-template-hash': _, ...labels } = template?.metadata?.labels ?? {};
  return { ...template, metadata: { ...template?.metadata, labels } };
}

function withoutDirective(template: object): object {
  const { $patch: _, ...rest } = template as Record<string, unknown>;
  return rest;
}

/** Annotations that belong to the deployment as it is, not to a revision of it. */
const ownAnnotations = [
  lastAppliedAnnotation,
  revisionAnnotation,
  'deployment.kubernetes.io/revision-history',
  'deployment.kubernetes.io/desired-replicas',
  'deployment.kubernetes.io/max-replicas',
  'deprecated.deployment.rollback.to',
];

function deploymentPatch({ metadata }: Deployment, { keeper }: Revision): Patch {
  const annotations = Object.fromEntries([
    ...Object.entries(metadata.annotations ?? {}).filter(([key]) => ownAnnotations.includes(key)),
    ...Object.entries(keeper.metadata.annotations ?? {}).filter(([key]) => !ownAnnotations.includes(key)),
  ]);
  const template = withoutHash((keeper.spec as { template?: PodTemplateSpec }).template);
  return {
    type: 'json',
    body: [
      { op: 'replace', path: '/spec/template', value: template },
      { op: 'replace', path: '/metadata/annotations', value: annotations },
    ],
  };
}

function storedPatch({ keeper }: Revision): Patch {
  return { type: 'strategic', body: keeper.data };
}
