import { defineCommand } from '../framework/command.js';
import { objects } from '../framework/completers.js';
import { CommandError } from '../framework/errors.js';
import { changeMetadata, type MetadataMap, metadataFlags } from '../framework/metadata-changes.js';

/** Why a rollout was made: everybody may say so again. */
const changeCause = 'kubernetes.io/change-cause';

const annotations: MetadataMap = {
  field: 'annotations',
  noun: 'annotation',
  tellsMissing: false,
  check: () => undefined,
  checkOverwrite: (current, { set }) => {
    const taken = Object.entries(set)
      .filter(([key, value]) => key !== changeCause && Object.hasOwn(current, key) && current[key] !== value)
      .map(([key]) => `'${key}' already has a value (${current[key]})`);
    if (taken.length > 0) {
      throw new CommandError(
        `--overwrite is false but found the following declared annotation(s): ${taken.join('; ')}`,
      );
    }
  },
  operation: () => 'annotated',
};

export const annotate = defineCommand({
  name: 'annotate',
  usage: '[--overwrite] (-f FILENAME | TYPE NAME) KEY_1=VAL_1 ... KEY_N=VAL_N [--resource-version=version]',
  short: 'Update the annotations on a resource',
  complete: objects,
  long: `Set annotations (KEY=VALUE) and remove them (KEY-).

 An annotation that has another value already is only changed with --overwrite.`,
  examples: `
# Annotate a pod
kubectl annotate pods foo description='my frontend'

# What a file names
kubectl annotate -f pod.json description='my frontend'

# Change what is there
kubectl annotate --overwrite pods foo description='my frontend running nginx'

# Remove an annotation
kubectl annotate pods foo description-`,
  flags: metadataFlags('annotate', 'annotation'),

  async run(invocation) {
    await changeMetadata(invocation, annotations);
  },
});
