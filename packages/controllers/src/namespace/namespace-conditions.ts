import { type NamespaceCondition, setCondition } from '@sampan/api';

/** What is left in a namespace that is being deleted, and what went wrong. */
export interface NamespaceContent {
  /** Objects that are still there, by resource (`pods.`, `deployments.apps`). */
  remaining: ReadonlyMap<string, number>;
  /** How many of those wait for each finalizer. */
  finalizers: ReadonlyMap<string, number>;
  discoveryError?: unknown;
  deletionErrors: readonly unknown[];
}

/** The conditions of a namespace that is being deleted, worded as upstream words them. */
export function namespaceConditions(
  before: readonly NamespaceCondition[] | undefined,
  { remaining, finalizers, discoveryError, deletionErrors }: NamespaceContent,
  now: number,
): NamespaceCondition[] {
  const conditions: NamespaceCondition[] = [
    discoveryError === undefined
      ? no('NamespaceDeletionDiscoveryFailure', 'ResourcesDiscovered', 'All resources successfully discovered')
      : yes(
          'NamespaceDeletionDiscoveryFailure',
          'DiscoveryFailed',
          `Discovery failed for some groups, ${text(discoveryError)}`,
        ),
    no(
      'NamespaceDeletionGroupVersionParsingFailure',
      'ParsedGroupVersions',
      'All legacy kube types successfully parsed',
    ),
    deletionErrors.length === 0
      ? no(
          'NamespaceDeletionContentFailure',
          'ContentDeleted',
          'All content successfully deleted, may be waiting on finalization',
        )
      : yes(
          'NamespaceDeletionContentFailure',
          'ContentDeletionFailed',
          `Failed to delete all resource types, ${deletionErrors.length} remaining: ${deletionErrors.map(text).join(', ')}`,
        ),
    remaining.size === 0
      ? no('NamespaceContentRemaining', 'ContentRemoved', 'All content successfully removed')
      : yes(
          'NamespaceContentRemaining',
          'SomeResourcesRemain',
          `Some resources are remaining: ${list(remaining, 'has', 'resource instances')}`,
        ),
    finalizers.size === 0
      ? no('NamespaceFinalizersRemaining', 'ContentHasNoFinalizers', 'All content-preserving finalizers finished')
      : yes(
          'NamespaceFinalizersRemaining',
          'SomeFinalizersRemain',
          `Some content in the namespace has finalizers remaining: ${list(finalizers, 'in', 'resource instances')}`,
        ),
  ];
  return conditions.reduce<NamespaceCondition[]>(
    (all, condition) => setCondition(all, condition, now),
    [...(before ?? [])],
  );
}

function yes(type: string, reason: string, message: string): NamespaceCondition {
  return { type, status: 'True', reason, message };
}

function no(type: string, reason: string, message: string): NamespaceCondition {
  return { type, status: 'False', reason, message };
}

function list(counts: ReadonlyMap<string, number>, verb: string, noun: string): string {
  return [...counts]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, count]) => `${name} ${verb} ${count} ${noun}`)
    .join(', ');
}

function text(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
