import { defineCommand } from '../../framework/command.js';
import { CommandError } from '../../framework/errors.js';
import { podSpecOf } from './pod-spec-of.js';
import { changeObjects, setFlags } from './setter.js';

export const setServiceAccount = defineCommand({
  name: 'serviceaccount',
  aliases: ['sa'],
  usage: '(-f FILENAME | TYPE NAME) SERVICE_ACCOUNT',
  short: 'Update the service account of a resource',
  long: 'Give the pods of an object another service account.',
  examples: `
# For a deployment
kubectl set serviceaccount deployment nginx-deployment serviceaccount1

# What a file would become
kubectl set sa -f nginx-deployment.yaml serviceaccount1 --local --dry-run=client -o yaml`,
  flags: setFlags,

  async run({ context, args, flags }) {
    const serviceAccount = args.at(-1);
    if (serviceAccount === undefined) throw new CommandError('serviceaccount is required');
    await changeObjects(context, {
      args: args.slice(0, -1),
      flags,
      operation: 'serviceaccount updated',
      failure: 'failed to patch ServiceAccountName',
      skipUnchanged: false,
      apply: (object) => {
        podSpecOf(object).serviceAccountName = serviceAccount;
      },
    });
  },
});
