import { defineCommand, entry } from '../../framework/command.js';
import {
  dryRunFlag,
  fieldManagerFlag,
  fileFlags,
  printFlags,
  saveConfigFlag,
  selectorFlags,
  validateFlag,
} from '../../framework/common-flags.js';
import { bracketed, CommandError, throwFailures, usageError } from '../../framework/errors.js';
import { flag } from '../../framework/flags.js';
import { withLastApplied, withUpdatedLastApplied } from '../../framework/last-applied.js';
import { objectsOfFiles } from '../../framework/read-objects.js';
import { resolveSelection } from '../../framework/selection.js';
import { dryRunSuffix, parseDryRun, parseValidation, withSource } from '../../framework/writes.js';
import { createPrinter } from '../../printers/printer.js';

export const create = defineCommand({
  name: 'create',
  usage: '-f FILENAME',
  short: 'Create a resource from a file or from stdin',
  long: `Create objects from files or standard input, or one of a common type from flags.

 JSON and YAML formats are accepted.`,
  examples: `
# What pod.json holds
kubectl create -f ./pod.json

# Standard input
cat pod.json | kubectl create -f -`,
  flags: {
    ...printFlags,
    ...fileFlags('create'),
    ...dryRunFlag,
    ...validateFlag,
    ...saveConfigFlag,
    ...fieldManagerFlag('kubectl-create'),
    selector: selectorFlags.selector,
    edit: flag.bool('Open the objects in an editor before they are created.'),
    raw: flag.string('A path of the server to POST the one file to.'),
    windowsLineEndings: flag.bool('With --edit: lines end with CR LF. Only for the sake of scripts; --edit writes LF.'),
  },
  commands: [
    entry('clusterrole', () => import('./create-clusterrole.js').then((m) => m.createClusterRole)),
    entry('clusterrolebinding', () => import('./create-clusterrolebinding.js').then((m) => m.createClusterRoleBinding)),
    entry('configmap', () => import('./create-configmap.js').then((m) => m.createConfigMap), ['cm']),
    entry('cronjob', () => import('./create-cronjob.js').then((m) => m.createCronJob), ['cj']),
    entry('deployment', () => import('./create-deployment.js').then((m) => m.createDeployment), ['deploy']),
    entry('ingress', () => import('./create-ingress.js').then((m) => m.createIngress), ['ing']),
    entry('job', () => import('./create-job.js').then((m) => m.createJob)),
    entry('namespace', () => import('./create-namespace.js').then((m) => m.createNamespace), ['ns']),
    entry('poddisruptionbudget', () => import('./create-pdb.js').then((m) => m.createPodDisruptionBudget), ['pdb']),
    entry('priorityclass', () => import('./create-priorityclass.js').then((m) => m.createPriorityClass), ['pc']),
    entry('quota', () => import('./create-quota.js').then((m) => m.createQuota), ['resourcequota']),
    entry('role', () => import('./create-role.js').then((m) => m.createRole)),
    entry('rolebinding', () => import('./create-rolebinding.js').then((m) => m.createRoleBinding)),
    entry('secret', () => import('./create-secret.js').then((m) => m.createSecret)),
    entry('service', () => import('./create-service.js').then((m) => m.createService), ['svc']),
    entry('serviceaccount', () => import('./create-serviceaccount.js').then((m) => m.createServiceAccount), ['sa']),
    entry('token', () => import('./create-token.js').then((m) => m.createToken)),
  ],

  async run({ context, args, flags, commandPath }) {
    if (flags.filename.length === 0 && flags.kustomize === '') {
      if (args.length > 0) throw usageError(commandPath, `Unexpected args: [${args.join(' ')}]`);
      throw new CommandError('must specify one of -f and -k');
    }
    if (args.length > 0) throw usageError(commandPath, `Unexpected args: [${args.join(' ')}]`);
    if (flags.raw !== '') {
      const { sendRaw } = await import('../../framework/raw.js');
      const { readText } = await import('../../framework/manifests.js');
      const body = await readText(context, flags.filename);
      return await sendRaw(context, { method: 'POST', path: flags.raw, body });
    }
    if (flags.edit) {
      const { createEdited } = await import('./create-edited.js');
      return await createEdited(context, flags);
    }
    const dryRun = parseDryRun(flags.dryRun, context.warn);
    const print = await createPrinter(context, flags, { operation: `created${dryRunSuffix(dryRun)}` });
    const { targets, failures } = await resolveSelection(context, { files: flags, selector: flags.selector });
    const infos = objectsOfFiles(targets);
    const unresolved = failures.splice(0);
    if (infos.length === 0 && unresolved.length === 0) throw new CommandError('no objects passed to create');
    const client = dryRun === 'client' ? undefined : await context.client();
    let isFirst = true;
    for (const { type, object, source } of infos) {
      try {
        const configured = flags.saveConfig ? withLastApplied(object) : withUpdatedLastApplied(object);
        const created = await client?.resource(type).create(configured, {
          fieldManager: flags.fieldManager,
          fieldValidation: parseValidation(flags.validate),
          ...(dryRun === 'server' && { dryRun: true }),
        });
        context.print(await print(created ?? configured, isFirst));
        isFirst = false;
      } catch (error) {
        failures.push(withSource(error, 'creating', source));
      }
    }
    // What could not be read is one failure, the last: several of them stand in its brackets.
    if (failures.length > 0 && unresolved.length > 1) failures.push(bracketed(unresolved));
    else failures.push(...unresolved);
    throwFailures(failures);
  },
});
