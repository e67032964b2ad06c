import {
  type CustomResourceDefinition,
  type CustomResourceDefinitionCondition,
  type CustomResourceDefinitionNames,
  type CustomResourceDefinitionStatus,
  deepEqual,
  findCondition,
  isConditionTrue,
  quote,
  setCondition,
} from '@sampan/api';

/**
 * The status of a definition, given all definitions of its group: which of the names that it asks for it has got, and
 * whether its resource is served. The one that is given back is the same where nothing changes.
 *
 * @param now milliseconds
 */
export function statusOf(
  crd: CustomResourceDefinition,
  group: readonly CustomResourceDefinition[],
  now: number,
): CustomResourceDefinitionStatus | undefined {
  const others = group.filter(({ metadata }) => metadata.name !== crd.metadata.name);
  const { names, conflict } = acceptNames(crd, others);
  const accepted: CustomResourceDefinitionCondition =
    conflict === undefined
      ? { type: 'NamesAccepted', status: 'True', reason: 'NoConflicts', message: 'no conflicts found' }
      : { type: 'NamesAccepted', status: 'False', ...conflict };
  let conditions = update(crd.status?.conditions ?? [], accepted, now);
  if (!isConditionTrue(conditions, 'Established')) {
    conditions = update(conditions, conflict === undefined ? established : notAccepted, now);
  }
  return sameAs(crd.status, { ...crd.status, acceptedNames: names, conditions });
}

const established: CustomResourceDefinitionCondition = {
  type: 'Established',
  status: 'True',
  reason: 'InitialNamesAccepted',
  message: 'the initial names have been accepted',
};

const notAccepted: CustomResourceDefinitionCondition = {
  type: 'Established',
  status: 'False',
  reason: 'NotAccepted',
  message: 'not all names are accepted',
};

/** The status with the condition that says how the deletion goes on. */
export function withTerminating(
  status: CustomResourceDefinitionStatus | undefined,
  condition: Omit<CustomResourceDefinitionCondition, 'type'>,
  now: number,
): CustomResourceDefinitionStatus {
  return { ...status, conditions: update(status?.conditions ?? [], { type: 'Terminating', ...condition }, now) };
}

function update(
  conditions: readonly CustomResourceDefinitionCondition[],
  condition: CustomResourceDefinitionCondition,
  now: number,
): CustomResourceDefinitionCondition[] {
  const { lastTransitionTime: _, ...old } = findCondition(conditions, condition.type) ?? {};
  return deepEqual(old, condition) ? [...conditions] : setCondition(conditions, condition, now);
}

interface Conflict {
  readonly reason: string;
  readonly message: string;
}

/** What a definition has got already stays its own; what another has got, it does not get. The last conflict is told. */
function acceptNames(
  { spec, status }: CustomResourceDefinition,
  others: readonly CustomResourceDefinition[],
): { names: CustomResourceDefinitionNames; conflict: Conflict | undefined } {
  const taken = others.flatMap(({ status: other }) => other?.acceptedNames ?? []);
  const resources = new Set(
    taken.flatMap(({ plural, singular = '', shortNames = [] }) => [plural, singular, ...shortNames]),
  );
  const kinds = new Set(taken.flatMap(({ kind, listKind = '' }) => [kind, listKind]));
  const wanted = spec.names;
  const names: CustomResourceDefinitionNames = { ...(status?.acceptedNames ?? { plural: '', kind: '' }) };
  let conflict: Conflict | undefined;
  const accept = (name: 'plural' | 'singular' | 'kind' | 'listKind', used: ReadonlySet<string>, reason: string) => {
    const text = wanted[name] ?? '';
    if (text !== names[name] && used.has(text)) conflict = { reason, message: `${quote(text)} is already in use` };
    else names[name] = text;
  };
  accept('plural', resources, 'PluralConflict');
  accept('singular', resources, 'SingularConflict');
  const inUse = (wanted.shortNames ?? []).filter((name) => !names.shortNames?.includes(name) && resources.has(name));
  if (inUse.length > 0) {
    const messages = inUse.map((name) => `${quote(name)} is already in use`);
    conflict = {
      reason: 'ShortNamesConflict',
      message: messages.length === 1 ? `${messages[0]}` : `[${messages.join(', ')}]`,
    };
  } else if (wanted.shortNames === undefined) delete names.shortNames;
  else names.shortNames = wanted.shortNames;
  accept('kind', kinds, 'KindConflict');
  accept('listKind', kinds, 'ListKindConflict');
  if (wanted.categories === undefined) delete names.categories;
  else names.categories = wanted.categories;
  return { names, conflict };
}

function sameAs(
  before: CustomResourceDefinitionStatus | undefined,
  after: CustomResourceDefinitionStatus,
): CustomResourceDefinitionStatus | undefined {
  return before !== undefined && deepEqual(before, after) ? before : after;
}
