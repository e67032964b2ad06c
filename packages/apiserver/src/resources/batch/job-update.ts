import { deepEqual, type FieldError, field, type Job, type JobSpec, type PodTemplateSpec } from '@sampan/api';

/** What never changes in a Job, behind its completions, its selector and its template. */
const fixed = [
  'completionMode',
  'podFailurePolicy',
  'backoffLimitPerIndex',
  'managedBy',
  'successPolicy',
] as const satisfies readonly (keyof JobSpec)[];

/** What may not change in a Job. Of one that has not begun, where its Pods go may. */
export function validateJobChange({ spec }: Job, old: Job): FieldError[] {
  if (spec === undefined || old.spec === undefined) return [];
  return [
    ...validateCompletions(spec, old.spec),
    ...validateSame('spec.selector', spec.selector, old.spec.selector),
    ...validateTemplate(spec.template, old),
    ...fixed.flatMap((name) => validateSame(`spec.${name}`, spec[name], old.spec?.[name])),
  ];
}

function validateSame(path: string, value: unknown, old: unknown): FieldError[] {
  return deepEqual(value ?? null, old ?? null) ? [] : [field.invalid(path, value, 'field is immutable')];
}

/** Indexed Jobs grow and shrink as a whole. */
function validateCompletions({ completionMode, completions, parallelism }: JobSpec, old: JobSpec): FieldError[] {
  if (completionMode !== 'Indexed') return validateSame('spec.completions', completions, old.completions);
  if (completions === old.completions || completions === undefined || completions === parallelism) return [];
  return [field.invalid('spec.completions', completions, 'can only be modified in tandem with spec.parallelism')];
}

function validateTemplate(template: PodTemplateSpec, { spec, status }: Job): FieldError[] {
  const old = spec?.template ?? {};
  const mayMove = spec?.suspend === true && status?.startTime === undefined;
  return validateSame('spec.template', template, mayMove ? movedLike(template, old) : old);
}

/** `old` with everything of `template` that says where its Pods go, what they are called by, and what they take. */
function movedLike(template: PodTemplateSpec, old: PodTemplateSpec): PodTemplateSpec {
  const { labels, annotations } = template.metadata ?? {};
  const { nodeSelector, tolerations, schedulingGates, affinity } = template.spec ?? { containers: [] };
  const spec = old.spec ?? { containers: [] };
  const wishes = (from: PodTemplateSpec, list: 'containers' | 'initContainers') =>
    spec[list]?.map((container, index) => ({ ...container, resources: from.spec?.[list]?.[index]?.resources }));
  return withoutUndefined({
    ...old,
    metadata: withoutUndefined({ ...old.metadata, labels, annotations }),
    spec: withoutUndefined({
      ...spec,
      nodeSelector,
      tolerations,
      schedulingGates,
      affinity: movedAffinity(affinity, spec.affinity),
      containers: wishes(template, 'containers'),
      initContainers: wishes(template, 'initContainers'),
    }),
  }) as PodTemplateSpec;
}

type Affinity = NonNullable<PodTemplateSpec['spec']>['affinity'];

/** Of affinity, that to nodes alone. */
function movedAffinity(affinity: Affinity, old: Affinity): Affinity {
  if (affinity === undefined && old?.podAffinity === undefined && old?.podAntiAffinity === undefined) return undefined;
  return withoutUndefined({ ...old, nodeAffinity: affinity?.nodeAffinity }) as Affinity;
}

function withoutUndefined<T extends object>(value: T): T {
  return Object.fromEntries(Object.entries(value).filter(([, item]) => item !== undefined)) as T;
}
