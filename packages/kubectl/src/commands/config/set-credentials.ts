import type { ExecConfig, KubeconfigUser } from '@sampan/client';
import { defineCommand } from '../../framework/command.js';
import { CommandError, UnexpectedArguments } from '../../framework/errors.js';
import { type FlagValues, flag } from '../../framework/flags.js';
import { assignFile } from './embedded-file.js';
import { assignField, changeEntry, loadForChange } from './kubeconfig-changes.js';

const flags = {
  clientCertificate: flag.string('File with the client certificate.'),
  clientKey: flag.string('File with its private key.'),
  embedCerts: flag.bool('Keep the content of the files instead of their paths.'),
  execApiVersion: flag.string('API version of the program that gives credentials.'),
  execArg: flag.list('Arguments of that program; KEY- removes one.'),
  execCommand: flag.string('The program that gives credentials.'),
  execEnv: flag.strings('Its environment: KEY=VALUE; KEY- removes one.'),
  execInteractiveMode: flag.string('Whether it may ask the user: Never, IfAvailable or Always.'),
  execProvideClusterInfo: flag.bool('Tell it about the cluster.'),
  password: flag.string('Password for basic authentication.'),
  token: flag.string('Bearer token.'),
  username: flag.string('User name for basic authentication.'),
};

export const setCredentials = defineCommand({
  name: 'set-credentials',
  usage:
    'NAME [--client-certificate=path/to/certfile] [--client-key=path/to/keyfile] [--token=bearer_token] [--username=basic_user] [--password=basic_password] [--exec-command=exec_command] [--exec-api-version=exec_api_version] [--exec-arg=arg] [--exec-env=key=value]',
  short: 'Set a user entry in kubeconfig',
  long: 'Make a user, or change the given fields of one that is there. A token and a user name with a password exclude each other.',
  examples: `
# A client certificate, kept in the file itself
kubectl config set-credentials cluster-admin --client-certificate=~/.kube/admin.crt --embed-certs=true

# A token
kubectl config set-credentials cluster-admin --token=TOKEN

# A program that gives credentials
kubectl config set-credentials cluster-admin --exec-command=/path/to/the/executable --exec-api-version=client.authentication.k8s.io/v1`,
  flags,

  async run({ context, args, flags, isSet }) {
    const [name, ...more] = args;
    if (name === undefined || more.length > 0) throw new UnexpectedArguments(args);
    if (flags.token !== '' && (flags.username !== '' || flags.password !== '')) {
      throw new CommandError(
        'you cannot specify more than one authentication method at the same time: --token, --username/--password',
      );
    }
    const { config } = await loadForChange(context);
    const user: KubeconfigUser = { ...config.users.find((entry) => entry.name === name)?.user };
    for (const field of ['token', 'username', 'password'] as const) {
      if (isSet(field)) assignField(user, field, flags[field]);
    }
    if (isSet('token') && flags.token !== '') for (const field of ['username', 'password']) delete user[field];
    if (isSet('username') && flags.username !== '') for (const field of ['token', 'tokenFile']) delete user[field];
    const isEmbedded = flags.embedCerts;
    if (isSet('clientCertificate')) {
      await assignFile(context, user, { field: 'client-certificate', file: flags.clientCertificate, isEmbedded });
    }
    if (isSet('clientKey')) await assignFile(context, user, { field: 'client-key', file: flags.clientKey, isEmbedded });
    if (Object.keys(flags).some((key) => key.startsWith('exec') && isSet(key as keyof typeof flags))) {
      user.exec = changedExec(user.exec, flags);
    }
    await changeEntry(context, `users/${name}`, (changed) => {
      changed.users = [...changed.users.filter((entry) => entry.name !== name), { name, user }];
    });
    context.print(`User ${JSON.stringify(name)} set.\n`);
  },
});

function changedExec(current: ExecConfig | undefined, given: FlagValues<typeof flags>): ExecConfig {
  if (given.execCommand === '' && current === undefined) {
    throw new CommandError('--exec-command is required when the user has none');
  }
  const environment = new Map((current?.env ?? []).map(({ name, value }) => [name, value]));
  for (const text of given.execEnv) {
    const equals = text.indexOf('=');
    if (equals > 0) environment.set(text.slice(0, equals), text.slice(equals + 1));
    else if (text.endsWith('-')) environment.delete(text.slice(0, -1));
    else throw new CommandError(`invalid exec-env ${text}, expected key=value or key-`);
  }
  return {
    ...current,
    apiVersion: given.execApiVersion || current?.apiVersion || 'client.authentication.k8s.io/v1',
    command: given.execCommand || (current?.command ?? ''),
    ...(given.execArg.length > 0 && { args: given.execArg }),
    ...(environment.size > 0 && { env: [...environment].map(([name, value]) => ({ name, value })) }),
    interactiveMode: (given.execInteractiveMode || current?.interactiveMode || 'IfAvailable') as 'IfAvailable',
    provideClusterInfo: given.execProvideClusterInfo || (current?.provideClusterInfo ?? false),
  };
}
