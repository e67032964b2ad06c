import { type LabelSelector, labelSelectorAsSelector, labelSetSelector, nothing, type Selector } from '@sampan/api';

/** The selector of a LabelSelector, worked out once an object. One that cannot be understood selects nothing. */
export const selectorOf = remembering((labelSelector: LabelSelector): Selector => {
  try {
    return labelSelectorAsSelector(labelSelector);
  } catch {
    return nothing;
  }
});

/** The selector of a Service: exactly these labels; nothing where there are none. */
export const labelsSelectorOf = remembering(
  (labels: Record<string, string>): Selector => (Object.keys(labels).length === 0 ? nothing : labelSetSelector(labels)),
);

function remembering<T extends object>(work: (value: T) => Selector): (value: T | undefined) => Selector {
  const known = new WeakMap<T, Selector>();
  return (value) => {
    if (value === undefined) return nothing;
    const selector = known.get(value) ?? work(value);
    known.set(value, selector);
    return selector;
  };
}
