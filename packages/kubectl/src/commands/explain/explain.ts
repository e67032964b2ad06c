import type { Client } from '@sampan/client';
import { defineCommand } from '../../framework/command.js';
import type { Context } from '../../framework/context.js';
import { CommandError, PlainError } from '../../framework/errors.js';
import { flag } from '../../framework/flags.js';
import { NoTypeMatch } from '../../framework/no-match.js';
import type { MappedType } from '../../framework/type-mapper.js';
import { kindOfResource, type OpenApiDocument, schemaOfKind } from './open-api.js';

export const explain = defineCommand({
  name: 'explain',
  usage: 'TYPE [--recursive=FALSE|TRUE] [--api-version=api-version-group] [--output=plaintext|plaintext-openapiv2]',
  short: 'Get documentation for a resource',
  long: `Tell what the fields of a type mean. Fields below others are named by a path:

        <type>.<fieldName>[.<fieldName>]

 What is told comes from the server, in OpenAPI format.

Use "kubectl api-resources" for a complete list of supported resources.`,
  examples: `
# A type and its fields
kubectl explain pods

# All fields of a type, however deep
kubectl explain pods --recursive

# A type in one of its versions
kubectl explain deployments --api-version=apps/v1

# One field
kubectl explain pods.spec.containers`,
  flags: {
    apiVersion: flag.string('The group and version of the type (group/version).'),
    output: flag.string('How to print: plaintext, or plaintext-openapiv2 as older versions did.', {
      default: 'plaintext',
    }),
    recursive: flag.bool('All fields below, by name only, instead of the next ones with what they mean.'),
  },

  async run({ context, args, flags }) {
    const [request, ...more] = args;
    if (request === undefined) {
      throw new CommandError(
        'You must specify the type of resource to explain. Use "kubectl api-resources" for a complete list of supported resources.\n',
      );
    }
    if (more.length > 0) throw new CommandError('We accept only this format: explain RESOURCE\n');
    const { type, path } = await findType(context, request, flags.apiVersion);
    if (!['plaintext', 'plaintext-openapiv2'].includes(flags.output)) {
      throw new CommandError(`unrecognized format: ${flags.output}`);
    }
    const document = await readDocument(await context.client(), type);
    const kind = kindOfResource(document, type);
    const schema = kind && schemaOfKind(document, kind);
    if (kind === undefined || schema === undefined) {
      throw new CommandError(`GVR (${gvrText(type)}) not found in OpenAPI schema`);
    }
    const options = { document, recursive: flags.recursive };
    if (flags.output === 'plaintext') {
      const { explainField } = await import('./plaintext.js');
      const group = kind.group === '' ? '' : `GROUP:      ${kind.group}\n`;
      context.print(`${group}KIND:       ${kind.kind}\nVERSION:    ${kind.version}\n\n`);
      context.print(`${existing(explainField(schema, path, options), path)}\n`);
    } else {
      const { explainFieldOldStyle } = await import('./plaintext-openapiv2.js');
      const text = existing(explainFieldOldStyle(schema, path, options), path);
      context.print(`KIND:     ${kind.kind}\nVERSION:  ${type.apiVersion}\n\n${text}`);
    }
  },
});

function existing(text: string | undefined, path: readonly string[]): string {
  if (text === undefined) throw new CommandError(`field ${JSON.stringify(path.at(-1))} does not exist`);
  return text;
}

/** The type that `TYPE[.GROUP][.FIELD…]` names, and the path of the field. */
async function findType(
  context: Context,
  request: string,
  apiVersion: string,
): Promise<{ type: MappedType; path: string[] }> {
  const mapper = await context.types();
  const [resource = '', ...rest] = request.split('.').filter((part) => part !== '');
  const named = await mapper.byName(resource).catch((error: unknown) => {
    throw error instanceof NoTypeMatch ? new PlainError(error.message) : error;
  });
  if (apiVersion !== '') {
    if (apiVersion.split('/').length > 2) throw new CommandError(`unexpected GroupVersion string: ${apiVersion}`);
    const type = mapper.all().find((other) => other.plural === named.plural && other.apiVersion === apiVersion);
    if (type === undefined) {
      throw new CommandError(`couldn't find resource for "${apiVersion}, Resource=${named.plural}"`);
    }
    return { type, path: rest };
  }
  const ofGroup = mapper.preferred().find(({ plural, group }) => plural === resource && isPrefix(group, rest));
  if (ofGroup !== undefined) return { type: ofGroup, path: rest.slice(ofGroup.group.split('.').length) };
  return { type: named, path: rest };
}

function isPrefix(group: string, path: readonly string[]): boolean {
  return group !== '' && `${path.join('.')}.`.startsWith(`${group}.`);
}

async function readDocument(client: Client, type: MappedType): Promise<OpenApiDocument> {
  const root = await client.json<{ paths?: Record<string, { serverRelativeURL: string }> }>({
    method: 'GET',
    path: '/openapi/v3',
  });
  const name = type.group === '' ? `api/${type.version}` : `apis/${type.group}/${type.version}`;
  const entry = root.paths?.[name];
  if (entry === undefined) throw new CommandError(`couldn't find resource for "${gvrText(type)}"`);
  return await client.json<OpenApiDocument>({ method: 'GET', path: entry.serverRelativeURL });
}

/** `apps/v1, Resource=deployments`, as Go prints it. */
function gvrText({ group, version, plural }: MappedType): string {
  return `${group}/${version}, Resource=${plural}`;
}
