import type { ClusterRole, ClusterRoleBinding, Role, RoleBinding, UnstructuredObject } from '@sampan/api';
import { isNotFound, resources } from '@sampan/api';
import { defineCommand } from '../../framework/command.js';
import { dryRunFlag, fileFlags, printFlags } from '../../framework/common-flags.js';
import type { Context } from '../../framework/context.js';
import { CommandError, throwFailures } from '../../framework/errors.js';
import { flag } from '../../framework/flags.js';
import { type ObjectInfo, objectsOfFiles } from '../../framework/read-objects.js';
import { resolveSelection } from '../../framework/selection.js';
import { type DryRun, dryRunSuffix, parseDryRun } from '../../framework/writes.js';
import { createPrinter } from '../../printers/printer.js';
import { planBinding, planRole, type ReconcilePlan } from './reconcile-plan.js';

export const reconcile = defineCommand({
  name: 'reconcile',
  usage: '-f FILENAME',
  short: 'Reconciles rules for RBAC role, role binding, cluster role, and cluster role binding objects',
  long: `Bring roles and bindings up to date: what is missing is created, missing rules and subjects are added.

 Rules and subjects that the files do not have stay, unless --remove-extra-permissions or --remove-extra-subjects say otherwise. Rules count by what they allow, not by how they are written; that is why this is better than apply for them.`,
  examples: `
# The roles and bindings of a file
kubectl auth reconcile -f my-rbac-rules.yaml`,
  flags: {
    ...printFlags,
    ...dryRunFlag,
    ...fileFlags('reconcile'),
    removeExtraPermissions: flag.bool('Remove rules that the files do not have.'),
    removeExtraSubjects: flag.bool('Remove subjects that the files do not have.'),
  },

  async run({ context, args, flags }) {
    if (args.length > 0) throw new CommandError('no arguments are allowed');
    if (flags.filename.length === 0 && flags.kustomize === '') throw new CommandError('must specify one of -f and -k');
    const dryRun = parseDryRun(flags.dryRun, context.warn);
    if (dryRun === 'server') throw new CommandError('--dry-run=server for command reconcile is not supported yet');
    const { targets, failures } = await resolveSelection(context, { files: flags });
    const print = await createPrinter(context, flags, { operation: `reconciled${dryRunSuffix(dryRun)}` });
    for (const info of objectsOfFiles(targets)) {
      if (info.type.group !== 'rbac.authorization.k8s.io') continue;
      const plan = planFor(info, await current(context, info), flags);
      const written = await perform(context, info, { plan, dryRun });
      context.print(await print(written));
      for (const line of plan.report) context.warn(line);
    }
    throwFailures(failures);
  },
});

interface RemoveFlags {
  removeExtraPermissions: boolean;
  removeExtraSubjects: boolean;
}

function planFor(
  { type, object }: ObjectInfo,
  existing: UnstructuredObject | undefined,
  flags: RemoveFlags,
): ReconcilePlan {
  if (type.kind === 'Role' || type.kind === 'ClusterRole') {
    return planRole(object as unknown as Role | ClusterRole, existing as unknown as Role, flags.removeExtraPermissions);
  }
  const binding = object as unknown as RoleBinding | ClusterRoleBinding;
  return planBinding(binding, existing as unknown as RoleBinding, flags.removeExtraSubjects);
}

async function current(
  context: Context,
  { type, namespace, name }: ObjectInfo,
): Promise<UnstructuredObject | undefined> {
  try {
    return await (await context.client()).resource(type).get({ namespace, name });
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw error;
  }
}

async function perform(
  context: Context,
  { type, namespace, name }: ObjectInfo,
  { plan, dryRun }: { plan: ReconcilePlan; dryRun: DryRun },
): Promise<UnstructuredObject> {
  const object = plan.object as unknown as UnstructuredObject;
  if (plan.operation === 'none' || plan.isProtected || dryRun === 'client') return object;
  const client = await context.client();
  const resource = client.resource(type);
  if (plan.operation === 'update') return await resource.update(object);
  // What a binding binds to cannot be changed: the binding is made anew.
  if (plan.operation === 'recreate') await resource.delete({ namespace, name });
  else if (namespace !== '') await ensureNamespace(context, namespace);
  return await resource.create(object);
}

async function ensureNamespace(context: Context, name: string): Promise<void> {
  const namespaces = (await context.client()).resource(resources.namespaces);
  try {
    await namespaces.get({ namespace: '', name });
  } catch (error) {
    if (!isNotFound(error)) throw error;
    await namespaces.create({ apiVersion: 'v1', kind: 'Namespace', metadata: { name }, spec: {} });
  }
}
