import type { Parameter } from './operation.js';

const query = (name: string, type: Parameter['type'], description: string): Parameter => ({
  name,
  in: 'query',
  type,
  description,
});
const path = (name: string, description: string): Parameter => ({ name, in: 'path', type: 'string', description });

export const pretty = query('pretty', 'string', "If 'true', the output is indented.");
export const namespaceInPath = path('namespace', 'The namespace of the objects.');
export const restOfPath = path('path', 'What follows the subresource in the path.');

/** The name of the object of that kind. */
export function nameInPath(kind: string): Parameter {
  return path('name', `name of the ${kind}`);
}

const dryRun = query(
  'dryRun',
  'string',
  'If All, the request goes through all stages but the last: nothing is stored.',
);
const fieldManager = query(
  'fieldManager',
  'string',
  'The name under which the fields that the request sets are managed.',
);
const fieldValidation = query(
  'fieldValidation',
  'string',
  'What happens to unknown and to duplicate fields: Ignore drops them, Warn (the default) drops them with a warning, Strict rejects the request.',
);
const force = query('force', 'boolean', 'Takes fields over from their managers where an apply conflicts with them.');

/** The options of creates and updates. */
export const writeParameters: readonly Parameter[] = [dryRun, fieldManager, fieldValidation];

/** The options of patches. */
export const patchParameters: readonly Parameter[] = [dryRun, fieldManager, fieldValidation, force];

/** The options of deletes, where they are not in the body. */
export const deleteParameters: readonly Parameter[] = [
  dryRun,
  query('gracePeriodSeconds', 'integer', 'How long the object may take to end, in seconds; 0: it is deleted at once.'),
  query('orphanDependents', 'boolean', 'Deprecated: use propagationPolicy.'),
  query('propagationPolicy', 'string', "What happens to dependents: 'Orphan', 'Background' or 'Foreground'."),
];

/** Which objects a list or a collection's deletion is about. */
const selectionParameters: readonly Parameter[] = [
  query('continue', 'string', 'Where to go on with a list that came in parts, as its last part said.'),
  query('fieldSelector', 'string', 'Restricts the list of returned objects to those whose fields match.'),
  query('labelSelector', 'string', 'Restricts the list of returned objects to those whose labels match.'),
  query('limit', 'integer', 'The most objects that one response may have.'),
  query('resourceVersion', 'string', 'The resource version that the answer depends on.'),
  query('resourceVersionMatch', 'string', 'How resourceVersion is meant: Exact or NotOlderThan.'),
  query('sendInitialEvents', 'boolean', 'Begins a watch with the objects that there are.'),
  query('timeoutSeconds', 'integer', 'Ends the call after so many seconds.'),
];

export const listParameters: readonly Parameter[] = [
  query('allowWatchBookmarks', 'boolean', 'Allows events that only tell how far a watch has come.'),
  ...selectionParameters,
  query(
    'watch',
    'boolean',
    'Watch for changes to the described resources: they are sent as they happen, instead of a list.',
  ),
];

export const deleteCollectionParameters: readonly Parameter[] = [...deleteParameters, ...selectionParameters];

const streams: readonly Parameter[] = [
  query('container', 'string', "The container; the Pod's only one by default."),
  query('stderr', 'boolean', 'Whether standard error is sent.'),
  query('stdin', 'boolean', 'Whether standard input is taken.'),
  query('stdout', 'boolean', 'Whether standard output is sent.'),
  query('tty', 'boolean', 'Whether there is a terminal.'),
];

/** The parameters of the connections that Kubernetes knows, by the name of the subresource. */
export const connectParameters: Readonly<Record<string, readonly Parameter[]>> = {
  attach: streams,
  exec: [query('command', 'string', 'The command and its arguments, one parameter each.'), ...streams],
  log: [
    query('container', 'string', "The container; the Pod's only one by default."),
    query('follow', 'boolean', 'Goes on with what is logged from now on.'),
    query('insecureSkipTLSVerifyBackend', 'boolean', 'Does not verify the certificate of the node.'),
    query('limitBytes', 'integer', 'Ends the log after so many bytes.'),
    query('previous', 'boolean', "The log of the container's instance before this one."),
    query('sinceSeconds', 'integer', 'Only what is not older than so many seconds.'),
    query('stream', 'string', 'All (the default), Stdout or Stderr.'),
    query('tailLines', 'integer', 'Only so many lines at the end.'),
    query('timestamps', 'boolean', 'Begins each line with its time.'),
  ],
  portforward: [query('ports', 'integer', 'The ports, where the connection is a WebSocket.')],
  proxy: [query('path', 'string', 'The path at the other end.')],
};
