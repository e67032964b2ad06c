import { type CoreV1Event, resources, type Status, StatusError, type UnstructuredObject } from '@sampan/api';
import { collectionPath, parseAnswer } from '@sampan/client';
import { defineCommand } from '../framework/command.js';
import { allNamespacesFlag, chunkFlag, printFlags } from '../framework/common-flags.js';
import type { Context } from '../framework/context.js';
import { CommandError, PlainError } from '../framework/errors.js';
import { flag } from '../framework/flags.js';
import { NoTypeMatch } from '../framework/no-match.js';
import { readLines } from '../framework/read-lines.js';
import { createPrinter } from '../printers/printer.js';
import { formatTable } from '../printers/tabwriter.js';

export const events = defineCommand({
  name: 'events',
  usage:
    '[(-o|--output=)json|yaml|name|go-template|go-template-file|template|templatefile|jsonpath|jsonpath-as-json|jsonpath-file] [--for TYPE/NAME] [--watch] [--types=Normal,Warning]',
  short: 'List events',
  long: `Show events as a table, the latest last: those of a namespace, of all namespaces, or about one object.`,
  examples: `
# Events of the current namespace
kubectl events

# Events of all namespaces
kubectl events --all-namespaces

# Events about one pod, and then every new one
kubectl events --for pod/web-pod-13je7 --watch

# As YAML
kubectl events -oyaml

# Only warnings
kubectl events --types=Warning`,
  flags: {
    ...printFlags,
    ...allNamespacesFlag,
    ...chunkFlag,
    for: flag.string('Only events about this object (TYPE/NAME).'),
    noHeaders: flag.bool('Leave out the head of the table.'),
    types: flag.list('Only events of these types: Normal, Warning.'),
    watch: flag.bool('Go on with every new event.', { short: 'w' }),
  },

  async run({ context, flags }) {
    if (flags.types.some((type) => !['normal', 'warning'].includes(type.toLowerCase()))) {
      throw new CommandError('valid --types are Normal or Warning');
    }
    const { namespace } = await context.namespace();
    const query: EventQuery = {
      namespace: flags.allNamespaces ? '' : namespace,
      fieldSelector: flags.for === '' ? '' : await subjectSelector(context, flags.for),
      chunkSize: flags.chunkSize,
    };
    const isShown = ({ type = '' }: CoreV1Event) =>
      flags.types.length === 0 || flags.types.some((wanted) => wanted.toLowerCase() === type.toLowerCase());
    const show = await createShow(context, flags);
    if (flags.watch) return await watchEvents(context, query, async (event) => isShown(event) && (await show([event])));
    const found = (await listEvents(context, query)).filter(isShown);
    if (found.length === 0) {
      const where = flags.allNamespaces ? '.' : ` in ${namespace} namespace.`;
      return context.warn(`No events found${where}`);
    }
    await show(found.sort((a, b) => lastSeen(a) - lastSeen(b)));
  },
});

interface EventQuery {
  namespace: string;
  fieldSelector: string;
  chunkSize: number;
}

async function subjectSelector(context: Context, subject: string): Promise<string> {
  const [resource = '', name, ...more] = subject.split('/');
  if (name === undefined) throw new CommandError('--for must be in resource/name form');
  if (more.length > 0) throw new CommandError('arguments in resource/name form may not have more than one slash');
  if (resource === '') throw new CommandError('a resource must be present, got: /, Resource=');
  const mapper = await context.types();
  const { kind, apiVersion } = await mapper.byName(resource).catch((error: unknown) => {
    throw error instanceof NoTypeMatch ? new PlainError(error.message) : error;
  });
  return `involvedObject.kind=${kind},involvedObject.apiVersion=${apiVersion},involvedObject.name=${name}`;
}

async function listEvents(
  context: Context,
  { namespace, fieldSelector, chunkSize }: EventQuery,
): Promise<CoreV1Event[]> {
  const client = await context.client();
  const list = await client.resource(resources.events).list({
    ...(namespace !== '' && { namespace }),
    ...(fieldSelector !== '' && { fieldSelector }),
    ...(chunkSize > 0 && { pageSize: chunkSize }),
  });
  return list.items;
}

/** Every event that there is and that comes, until the server ends the watch or the user interrupts. */
async function watchEvents(
  context: Context,
  { namespace, fieldSelector }: EventQuery,
  onEvent: (event: CoreV1Event) => Promise<unknown>,
): Promise<void> {
  const client = await context.client();
  const query = new URLSearchParams({ watch: 'true', ...(fieldSelector !== '' && { fieldSelector }) });
  const answer = await client.raw({
    method: 'GET',
    path: `${collectionPath(resources.events, namespace)}?${query}`,
    signal: context.signal,
  });
  try {
    for await (const line of readLines(answer.body)) {
      const { type, object } = parseAnswer(line) as { type: string; object: CoreV1Event };
      if (type === 'ERROR') throw new StatusError(object as unknown as Status);
      if (type === 'ADDED' || type === 'MODIFIED') await onEvent(object);
    }
  } catch (error) {
    if (!context.signal.aborted) throw error;
  }
}

type EventFlags = Parameters<typeof createPrinter>[1] & { noHeaders: boolean; allNamespaces: boolean; watch: boolean };

/** Prints events as rows of one table, whose head stands above the first, or in the format of `-o`. */
async function createShow(context: Context, flags: EventFlags): Promise<(events: CoreV1Event[]) => Promise<void>> {
  if (flags.output !== '' || flags.template !== '') {
    const print = await createPrinter(context, flags, { isTyped: true });
    return async (found) => {
      const items = found.map(({ kind: _, apiVersion: __, ...event }) => ({
        kind: 'Event',
        apiVersion: 'v1',
        ...event,
      }));
      const list = { kind: 'EventList', apiVersion: 'v1', metadata: {}, items } as unknown as UnstructuredObject;
      context.print(await print(flags.watch ? (items[0] as unknown as UnstructuredObject) : list));
    };
  }
  const { eventAge } = await import('../describers/event-table.js');
  const widths: number[] = [];
  let needsHeader = !flags.noHeaders;
  return async (found) => {
    const rows = found.map((event) => [
      ...(flags.allNamespaces ? [event.metadata.namespace ?? ''] : []),
      eventAge(event, context.clock.now()),
      event.type ?? '',
      event.reason ?? '',
      subjectText(event),
      (event.message ?? '').trim(),
    ]);
    const header = [...(flags.allNamespaces ? ['NAMESPACE'] : []), 'LAST SEEN', 'TYPE', 'REASON', 'OBJECT', 'MESSAGE'];
    context.print(formatTable(needsHeader ? [header, ...rows] : rows, widths));
    needsHeader = false;
  };
}

function subjectText({ involvedObject }: CoreV1Event): string {
  return `${involvedObject?.kind ?? ''}/${involvedObject?.name ?? ''}`;
}

function lastSeen({ series, lastTimestamp, eventTime }: CoreV1Event): number {
  return Date.parse(series?.lastObservedTime ?? lastTimestamp ?? eventTime ?? '') || 0;
}
