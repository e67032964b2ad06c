import { isUtf8 } from 'node:buffer';
import type { UnstructuredObject } from '@sampan/api';
import { CommandError } from '../../framework/errors.js';
import type { Folder } from '../folder.js';
import type { GeneratorArgs, GeneratorOptions } from '../kustomization.js';
import { type Behavior, type Resource, resourceOf } from '../resource.js';
import { readKeyValues } from './key-values.js';

/** The ConfigMap or Secret that `args` say; options of the whole kustomization stand behind those of its own. */
export async function generate(
  folder: Folder,
  kind: 'ConfigMap' | 'Secret',
  {
    args,
    shared,
    env,
  }: {
    args: GeneratorArgs;
    shared: GeneratorOptions;
    env: Readonly<Record<string, string | undefined>>;
  },
): Promise<Resource> {
  if (!args.name) throw new CommandError('a configmap must have a name');
  const options = mergeOptions(args.options ?? {}, shared);
  const values = await readKeyValues(folder, args, env);
  const object: UnstructuredObject = {
    apiVersion: 'v1',
    kind,
    metadata: {
      name: args.name,
      ...(args.namespace && { namespace: args.namespace }),
      ...(options.labels && { labels: { ...options.labels } }),
      ...(options.annotations && { annotations: { ...options.annotations } }),
    },
    ...(kind === 'ConfigMap' ? configMapData(values) : secretData(values, args.type)),
    ...(options.immutable && { immutable: true }),
  };
  return {
    ...resourceOf(object),
    needsHash: options.disableNameSuffixHash !== true,
    behavior: behaviorOf(args.behavior),
  };
}

function mergeOptions(own: GeneratorOptions, shared: GeneratorOptions): GeneratorOptions {
  const labels = { ...shared.labels, ...own.labels };
  const annotations = { ...shared.annotations, ...own.annotations };
  return {
    ...(Object.keys(labels).length > 0 && { labels }),
    ...(Object.keys(annotations).length > 0 && { annotations }),
    disableNameSuffixHash: shared.disableNameSuffixHash || own.disableNameSuffixHash || false,
    immutable: shared.immutable || own.immutable || false,
  };
}

function behaviorOf(text: string | undefined): Behavior {
  return text === 'create' || text === 'merge' || text === 'replace' ? text : 'unspecified';
}

/** What is text is data; the rest is kept in base64. */
function configMapData(values: ReadonlyMap<string, Buffer>): object {
  const data: Record<string, string> = {};
  const binaryData: Record<string, string> = {};
  for (const [key, value] of values) {
    if (isUtf8(value)) data[key] = value.toString('utf8');
    else binaryData[key] = base64Lines(value);
  }
  return {
    ...(Object.keys(data).length > 0 && { data }),
    ...(Object.keys(binaryData).length > 0 && { binaryData }),
  };
}

function secretData(values: ReadonlyMap<string, Buffer>, type: string | undefined): object {
  const data = Object.fromEntries([...values].map(([key, value]) => [key, base64Lines(value)]));
  return { type: type || 'Opaque', ...(values.size > 0 && { data }) };
}

/** Base64 in lines of 70 characters, if there is more than one. */
function base64Lines(value: Buffer): string {
  const text = value.toString('base64');
  return text.length <= 70 ? text : `${(text.match(/.{1,70}/g) ?? []).join('\n')}\n`;
}
