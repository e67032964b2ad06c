import { resources, type TokenRequest } from '@sampan/api';
import { defineCommand } from '../../framework/command.js';
import { printFlags } from '../../framework/common-flags.js';
import { oneName } from '../../framework/completers.js';
import { errorWords } from '../../framework/error-words.js';
import { CommandError, usageError } from '../../framework/errors.js';
import { flag } from '../../framework/flags.js';
import { createPrinter } from '../../printers/printer.js';

const boundKinds: Readonly<Record<string, string>> = { Node: 'v1', Pod: 'v1', Secret: 'v1' };

export const createToken = defineCommand({
  name: 'token',
  usage: 'SERVICE_ACCOUNT_NAME',
  short: 'Request a service account token',
  complete: oneName('serviceaccount'),
  examples: `
# A token for a service account of this namespace
kubectl create token myapp

# For an hour, for an audience
kubectl create token myapp --duration 1h --audience https://example.com

# That ends with a secret
kubectl create token myapp --bound-object-kind Secret --bound-object-name mysecret`,
  flags: {
    ...printFlags,
    audience: flag.strings('Who the token is for; the API server unless given.'),
    boundObjectKind: flag.string('Kind of the object whose end ends the token: Node, Pod or Secret.'),
    boundObjectName: flag.string('Name of that object.'),
    boundObjectUid: flag.string('UID of that object; the one it has now unless given.'),
    duration: flag.duration('How long the token shall live; the server decides.'),
  },

  async run({ context, args, flags, commandPath }) {
    if (args.length !== 1) throw usageError(commandPath, `exactly one NAME is required, got ${args.length}`);
    if (flags.duration < 0) throw new CommandError('--duration must be greater than or equal to 0');
    if (args[0] === '') throw new CommandError('service account name is required');
    const bound = boundObject(flags);
    const { namespace } = await context.namespace();
    const request = {
      kind: 'TokenRequest',
      apiVersion: 'authentication.k8s.io/v1',
      metadata: { creationTimestamp: null },
      spec: {
        audiences: flags.audience.length > 0 ? flags.audience : null,
        expirationSeconds: flags.duration > 0 ? Math.floor(flags.duration / 1000) : null,
        boundObjectRef: bound,
      },
      status: { token: '', expirationTimestamp: null },
    };
    const client = await context.client();
    const key = { namespace, name: args[0] ?? '' };
    const answer = await client
      .resource(resources.serviceAccounts)
      .subresource<TokenRequest>(key, 'token')
      .create(request as unknown as TokenRequest)
      .catch((error: Error) => {
        throw new CommandError(`failed to create token: ${errorWords(error)}`);
      });
    const token = answer.status?.token ?? '';
    if (token === '') throw new CommandError('failed to create token: no token in server response');
    if (flags.output === '') return context.print(`${token}${context.out.isTerminal ? '\n' : ''}`);
    const print = await createPrinter(context, flags, { isTyped: true });
    context.print(await print(answer as never));
  },
});

function boundObject(flags: { boundObjectKind: string; boundObjectName: string; boundObjectUid: string }) {
  const { boundObjectKind: kind, boundObjectName: name, boundObjectUid: uid } = flags;
  if (kind === '') {
    if (name !== '') throw new CommandError('--bound-object-name can only be set if --bound-object-kind is provided');
    if (uid !== '') throw new CommandError('--bound-object-uid can only be set if --bound-object-kind is provided');
    return null;
  }
  const apiVersion = boundKinds[kind];
  if (apiVersion === undefined) {
    throw new CommandError(`supported --bound-object-kind values are ${Object.keys(boundKinds).join(', ')}`);
  }
  if (name === '') throw new CommandError('--bound-object-name is required if --bound-object-kind is provided');
  return { kind, apiVersion, name, ...(uid !== '' && { uid }) };
}
