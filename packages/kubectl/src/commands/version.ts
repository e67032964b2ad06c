import { clientVersion } from '../framework/client-version.js';
import { defineCommand } from '../framework/command.js';
import { CommandError } from '../framework/errors.js';
import { flag } from '../framework/flags.js';

interface Versions {
  clientVersion: Record<string, string>;
  serverVersion?: Record<string, string>;
}

export const version = defineCommand({
  name: 'version',
  usage: '[flags]',
  short: 'Print the client and server version information',
  examples: `
# Both versions
kubectl version

# This program's, without asking a server
kubectl version --client`,
  flags: {
    client: flag.bool('Only the version of this program; no server is asked.'),
    output: flag.string("'yaml' or 'json'.", { short: 'o' }),
  },

  async run({ context, args, flags }) {
    if (args.length > 0) {
      throw new CommandError(`extra arguments: [${args.join(' ')}]`);
    }
    if (!['', 'yaml', 'json'].includes(flags.output)) throw new CommandError("--output must be 'yaml' or 'json'");
    const versions: Versions = { clientVersion: { ...clientVersion } };
    let failure: unknown;
    if (!flags.client) {
      try {
        const client = await context.client();
        versions.serverVersion = await client.json<Record<string, string>>({ method: 'GET', path: '/version' });
      } catch (error) {
        failure = error;
      }
    }
    context.print(await versionText(versions, flags.output));
    if (failure !== undefined) throw failure;
  },
});

async function versionText(versions: Versions, output: string): Promise<string> {
  if (output === 'json') return (await import('../printers/json.js')).formatTypedJson(versions, 2);
  if (output === 'yaml') return `${(await import('@sampan/api/yaml')).formatYaml(versions)}\n`;
  const lines = [`Client Version: ${versions.clientVersion.gitVersion}`];
  if (versions.serverVersion !== undefined) lines.push(`Server Version: ${versions.serverVersion.gitVersion ?? ''}`);
  return `${lines.join('\n')}\n`;
}
