import type { EnvVar, UnstructuredObject } from '@sampan/api';
import { defineCommand } from '../../framework/command.js';
import { selectorFlags } from '../../framework/common-flags.js';
import { CommandError } from '../../framework/errors.js';
import { flag } from '../../framework/flags.js';
import { parseEnvironment, updateEnvironment, variablesOf } from './environment.js';
import { environmentLines } from './environment-lines.js';
import { matchContainers, podSpecOf } from './pod-spec-of.js';
import { resourcesAndPairs } from './resources-and-pairs.js';
import { changeObjects, setFlags } from './setter.js';

export const setEnv = defineCommand({
  name: 'env',
  usage: 'RESOURCE/NAME KEY_1=VAL_1 ... KEY_N=VAL_N',
  short: 'Update environment variables on a pod template',
  long: `List or change the environment of containers in pods and pod templates.

 NAME=value sets a variable, NAME- removes one, - reads them from standard input.`,
  examples: `
# Set a variable of a deployment
kubectl set env deployment/registry STORAGE_DIR=/local

# List the variables of a deployment; of all pods
kubectl set env deployment/sample-build --list
kubectl set env pods --all --list

# A variable for each key of a config map, of a secret
kubectl set env --from=configmap/myconfigmap --prefix=MYSQL_ deployment/myapp
kubectl set env --keys=my-example-key --from=secret/mysecret deployment/myapp

# Remove ENV from the containers of a deployment
kubectl set env deployments/sample-build ENV-`,
  flags: {
    ...setFlags,
    selector: selectorFlags.selector,
    containers: flag.string('The containers, by name; * stands for anything.', { short: 'c', default: '*' }),
    env: flag.strings('A variable to set (NAME=value).', { short: 'e' }),
    from: flag.string('A config map or secret (TYPE/NAME) that has the values.'),
    keys: flag.list('Which of its keys; by default all.'),
    list: flag.bool('Print the environment, with the changes made.'),
    overwrite: flag.bool('Replace variables that are set already.', { default: true }),
    prefix: flag.string('What the names of the variables of --from begin with.'),
    resolve: flag.bool('With --list, look up the values that config maps and secrets hold.'),
  },

  async run({ context, args, flags }) {
    const { resources, pairs } = resourcesAndPairs(args, 'environment variable');
    const fromInput = resources.includes('-');
    const objects = resources.filter((argument) => argument !== '-');
    if (objects.length === 0 && flags.filename.length === 0) {
      throw new CommandError('one or more resources must be specified as <resource> <name> or <resource>/<name>');
    }
    const given = [
      ...pairs,
      ...flags.env,
      ...(fromInput ? inputLines(Buffer.from(await context.readBytes()).toString('utf8')) : []),
    ];
    const { variables, removed } = parseEnvironment(given);
    if (flags.from !== '') variables.push(...(await variablesOf(context, flags)));
    if (flags.list && flags.output !== '') {
      throw new CommandError('--list and --output may not be specified together');
    }
    const listings: Promise<string>[] = [];
    await changeObjects(context, {
      args: objects,
      flags,
      operation: 'env updated',
      failure: 'failed to patch env update to pod template',
      isReadOnly: flags.list,
      apply: (object) => {
        const containers = changeEnvironment(object, { ...flags, variables, removed, warn: context.warn });
        if (flags.list) listings.push(environmentLines(context, { object, containers, resolve: flags.resolve }));
      },
    });
    for (const listing of listings) context.print(await listing);
  },
});

interface EnvironmentChange {
  containers: string;
  overwrite: boolean;
  variables: readonly EnvVar[];
  removed: readonly string[];
  warn(line: string): void;
}

/** Changes the environment of an object's containers in place and answers which ones these are. */
function changeEnvironment(object: UnstructuredObject, change: EnvironmentChange) {
  const spec = podSpecOf(object);
  const containers = [
    ...matchContainers(spec.containers, change.containers),
    ...matchContainers(spec.initContainers, change.containers),
  ];
  if (containers.length === 0) {
    change.warn(
      `Warning: ${object.kind}/${object.metadata.name} does not have any containers matching ${JSON.stringify(change.containers)}`,
    );
  }
  for (const container of containers) {
    if (!change.overwrite) refuseOverwrite(container.env ?? [], change.variables);
    const env = updateEnvironment(container.env ?? [], change);
    if (env.length > 0) container.env = env;
    else delete container.env;
  }
  return containers;
}

function refuseOverwrite(existing: readonly EnvVar[], variables: readonly EnvVar[]): void {
  for (const { name } of variables) {
    const current = existing.find((one) => one.name === name);
    if (current === undefined) continue;
    throw new CommandError(
      current.valueFrom === undefined
        ? `'${name}' already has a value (${current.value ?? ''}), and --overwrite is false`
        : `'${name}' already has a value, and --overwrite is false`,
    );
  }
}

function inputLines(text: string): string[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'));
}
