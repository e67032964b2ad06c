import { defineCommand } from '../../framework/command.js';
import {
  allNamespacesFlag,
  chunkFlag,
  fileFlags,
  objectFormats,
  printFlags,
  selectorFlags,
} from '../../framework/common-flags.js';
import { objects } from '../../framework/completers.js';
import { CommandError, PlainError, throwFailures, usageError } from '../../framework/errors.js';
import { flag } from '../../framework/flags.js';
import { resolveSelection } from '../../framework/selection.js';
import { splitOutput } from '../../printers/printer.js';

const formats = [...objectFormats, 'custom-columns', 'custom-columns-file', 'wide'];

export const getFlags = {
  ...printFlags,
  ...selectorFlags,
  ...allNamespacesFlag,
  ...chunkFlag,
  ...fileFlags('get'),
  ignoreNotFound: flag.bool('Succeed, printing nothing, if an object is not there.'),
  labelColumns: flag.list('Labels to show as columns of their own.', { short: 'L' }),
  noHeaders: flag.bool('Leave out the head of tables.'),
  output: flag.string(`Output format, one of: (${formats.join(', ')}).`, { short: 'o' }),
  outputWatchEvents: flag.bool('With --watch or --watch-only: print the events, not only their objects.'),
  raw: flag.string('A path of the server to get, printed as it comes.'),
  serverPrint: flag.bool('Let the server make the tables.', { default: true }),
  showKind: flag.bool('Put the type before each name.'),
  showLabels: flag.bool('Show all labels as the last column.'),
  sortBy: flag.string("A field to sort lists by, as a JSONPath expression ('{.metadata.name}')."),
  subresource: flag.string('A subresource to get of each object: status or scale, for example.'),
  watch: flag.bool('After the first answer, go on with every change.', { short: 'w' }),
  watchOnly: flag.bool('Only print changes, not what is there now.'),
};

export const get = defineCommand({
  name: 'get',
  usage: `[(-o|--output=)${formats.join('|')}] (TYPE[.VERSION][.GROUP] [NAME | -l label] | TYPE[.VERSION][.GROUP]/NAME ...) [flags]`,
  short: 'Display one or many resources',
  complete: objects,
  long: `Show objects, one or many.

 By default as a table of what matters most about them. Objects in namespaces are those of the current namespace unless another one, or --all-namespaces, is asked for. Labels (--selector) and some fields (--field-selector) choose among them.

Use "kubectl api-resources" for a complete list of supported resources.`,
  examples: `
# All pods of the namespace
kubectl get pods

# With more columns: addresses, nodes
kubectl get pods -o wide

# One deployment, as YAML
kubectl get deployment web -o yaml

# Deployments in one version of one API group, as JSON
kubectl get deployments.v1.apps -o json

# The object that a file names
kubectl get -f pod.yaml -o json

# One field
kubectl get pod web-pod-13je7 -o jsonpath='{.status.phase}'

# Columns of your own
kubectl get pods -o custom-columns=NAME:.metadata.name,IMAGE:.spec.containers[0].image

# Several types, several objects
kubectl get rc,services
kubectl get rc/web service/frontend pods/web-pod-13je7

# Everywhere
kubectl get pods --all-namespaces`,
  flags: getFlags,

  async run(invocation) {
    const { context, args, flags, commandPath } = invocation;
    if (flags.raw !== '') {
      checkRaw(flags, args);
      const { sendRaw } = await import('../../framework/raw.js');
      return await sendRaw(context, { method: 'GET', path: flags.raw });
    }
    if (args.length === 0 && flags.filename.length === 0 && flags.kustomize === '') {
      context.warn(
        'You must specify the type of resource to get. Use "kubectl api-resources" for a complete list of supported resources.\n',
      );
      throw usageError(
        commandPath,
        'Required resource not specified.\nUse "kubectl explain <resource>" for a detailed description of that resource (e.g. kubectl explain pods).',
      );
    }
    if (flags.showLabels && !isTableFormat(flags)) {
      throw new CommandError(`--show-labels option cannot be used with ${splitOutput(flags).name} printer`);
    }
    if (flags.outputWatchEvents && !flags.watch && !flags.watchOnly) {
      throw new CommandError('--output-watch-events option can only be used with --watch or --watch-only');
    }
    const selection = await resolveSelection(context, {
      args,
      files: flags,
      selector: flags.selector,
      fieldSelector: flags.fieldSelector,
      allNamespaces: flags.allNamespaces,
      typeAloneMeansAll: true,
    });
    throwFailures(selection.failures);
    const options = { ...flags, showKind: flags.showKind };
    if (flags.watch || flags.watchOnly) {
      const { watchTargets } = await import('./watch.js');
      return await watchTargets(context, selection, options);
    }
    if (isTableFormat(flags)) {
      const { printTables } = await import('./tables.js');
      return await printTables(context, selection, options);
    }
    const { printObjects } = await import('./objects.js');
    return await printObjects(context, selection, options);
  },
});

/** The flags of one run of get. */
export type GetFlags = { [K in keyof typeof getFlags]: (typeof getFlags)[K]['default'] };

/** Whether the output is a table: none asked for, or `wide`. */
export function isTableFormat(flags: Pick<GetFlags, 'output' | 'template'>): boolean {
  const { name } = splitOutput(flags);
  return name === '' || name === 'wide';
}

function checkRaw(flags: GetFlags, args: readonly string[]): void {
  if (flags.watch || flags.watchOnly || flags.selector !== '') {
    throw new PlainError(
      'error: --raw may not be specified with other flags that filter the server request or alter the output',
    );
  }
  if (args.length > 0) throw new CommandError('arguments may not be passed when --raw is specified');
}
