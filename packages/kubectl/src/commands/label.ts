import { isLabelValue } from '@sampan/api';
import { defineCommand } from '../framework/command.js';
import { objects } from '../framework/completers.js';
import { CommandError, throwFailures } from '../framework/errors.js';
import { changeMetadata, type MetadataMap, metadataFlags } from '../framework/metadata-changes.js';

const labels: MetadataMap = {
  field: 'labels',
  noun: 'label',
  tellsMissing: true,
  check: (key, value) => {
    if (value.includes('=')) throw new CommandError(`invalid label spec: ${key}=${value}`);
    const problems = isLabelValue(value);
    if (problems.length > 0)
      throw new CommandError(`invalid label value: ${JSON.stringify(`${key}=${value}`)}: ${problems.join('; ')}`);
  },
  checkOverwrite: (current, { set }) => {
    throwFailures(
      Object.entries(set)
        .filter(([key, value]) => Object.hasOwn(current, key) && current[key] !== value)
        .map(([key]) => new CommandError(`'${key}' already has a value (${current[key]}), and --overwrite is false`)),
    );
  },
  operation: (before, after, { overwrite }) => {
    const [from, to] = [before.metadata.labels ?? {}, after.metadata.labels ?? {}];
    const isChanged =
      Object.keys(from).some((key) => !Object.hasOwn(to, key)) ||
      Object.entries(to).some(([key, value]) => from[key] !== value);
    if (!isChanged) return 'not labeled';
    // kubectl takes less text for a label less, unless labels may be overwritten.
    return !overwrite && JSON.stringify(to).length < JSON.stringify(from).length ? 'unlabeled' : 'labeled';
  },
};

export const label = defineCommand({
  name: 'label',
  usage: '[--overwrite] (-f FILENAME | TYPE NAME) KEY_1=VAL_1 ... KEY_N=VAL_N [--resource-version=version]',
  short: 'Update the labels on a resource',
  complete: objects,
  long: `Set labels (KEY=VALUE) and remove them (KEY-).

 A label that has another value already is only changed with --overwrite.`,
  examples: `
# Label a pod
kubectl label pods foo unhealthy=true

# Change what is there
kubectl label --overwrite pods foo status=unhealthy

# All pods of the namespace
kubectl label pods --all status=unhealthy

# Remove a label
kubectl label pods foo bar-`,
  flags: metadataFlags('label', 'label'),

  async run(invocation) {
    await changeMetadata(invocation, labels);
  },
});
