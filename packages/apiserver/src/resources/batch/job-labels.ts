import { type FieldError, field, type Job, labelSelectorAsSelector, type ObjectMeta } from '@sampan/api';

/** What the Pods of a Job are labelled with: with upstream's prefix, and as it was before there was one. */
const uidLabels = ['batch.kubernetes.io/controller-uid', 'controller-uid'] as const;
const nameLabels = ['batch.kubernetes.io/job-name', 'job-name'] as const;

/** Labels the template, and selects its Pods by the Job's uid; what the user has written stays, and may be refused. */
export function generateSelector({ metadata, spec }: Job): void {
  if (spec === undefined || spec.manualSelector === true) return;
  const { name = '', uid = '' } = metadata;
  spec.template.metadata ??= {};
  spec.template.metadata.labels = { ...generatedLabels(uid, name), ...spec.template.metadata.labels };
  const [uidLabel] = uidLabels;
  spec.selector ??= {};
  spec.selector.matchLabels = { [uidLabel]: uid, ...spec.selector.matchLabels };
}

function generatedLabels(uid: string, name: string): Record<string, string> {
  return Object.fromEntries([...uidLabels.map((label) => [label, uid]), ...nameLabels.map((label) => [label, name])]);
}

/** Whether selector and labels are those that were generated; without a selector, others complain. */
export function validateGeneratedSelector({ metadata, spec }: Job): FieldError[] {
  const { manualSelector, selector, template } = spec ?? {};
  if (manualSelector === true || selector === undefined) return [];
  const { name = '', uid = '' } = metadata;
  const expected = generatedLabels(uid, name);
  const [uidLabel, oldUidLabel] = uidLabels;
  const [nameLabel, oldNameLabel] = nameLabels;
  const errors = [oldUidLabel, oldNameLabel, uidLabel, nameLabel].flatMap((label) =>
    validateLabel(template?.metadata, label, expected[label] ?? ''),
  );
  if (!matches(selector, expected)) {
    errors.push(field.invalid('spec.selector', selector, '`selector` not auto-generated'));
  }
  return errors;
}

function validateLabel(metadata: ObjectMeta | undefined, label: string, expected: string): FieldError[] {
  const path = `spec.template.metadata.labels[${label}]`;
  const actual = metadata?.labels?.[label];
  if (actual === undefined) return [field.required(path, `must be '${expected}'`)];
  return actual === expected ? [] : [field.invalid(path, actual, `must be '${expected}'`)];
}

function matches(selector: NonNullable<NonNullable<Job['spec']>['selector']>, labels: Record<string, string>): boolean {
  try {
    return labelSelectorAsSelector(selector).matches(labels);
  } catch {
    return true; // What is wrong with it is said elsewhere.
  }
}
