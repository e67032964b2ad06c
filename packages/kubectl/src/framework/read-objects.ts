import type { UnstructuredObject } from '@sampan/api';
import type { Context } from './context.js';
import { listFailure } from './list-failure.js';
import type { ObjectTarget, Target } from './selection.js';
import type { MappedType } from './type-mapper.js';

/** An object of the server, or of a file that the server has not seen. */
export interface ObjectInfo {
  type: MappedType;
  namespace: string;
  name: string;
  object: UnstructuredObject;
  /** The file that named it; empty for arguments. */
  source: string;
}

/**
 * Reads what `targets` name from the server, in order; failures do not stop the others. An object of a file that has
 * no name yet is what the file says: the server cannot be asked for it.
 */
export async function readObjects(
  context: Context,
  targets: readonly Target[],
  { chunkSize = 500, subresource = '' }: { chunkSize?: number; subresource?: string } = {},
): Promise<{ infos: ObjectInfo[]; failures: unknown[] }> {
  const client = await context.client();
  const failures: unknown[] = [];
  const read = async (target: Target): Promise<ObjectInfo[]> => {
    const { type, namespace } = target;
    const resource = client.resource(type);
    try {
      if (target.kind === 'object') {
        if (isNameless(target)) return [{ ...target, object: target.object }];
        const key = { namespace, name: target.name };
        const object =
          subresource === ''
            ? await resource.get(key)
            : ((await resource.subresource(key, subresource).get()) as UnstructuredObject);
        return [infoOf(type, object, target.source)];
      }
      const list = await resource.list({
        ...(namespace !== '' && { namespace }),
        ...(target.selector !== '' && { labelSelector: target.selector }),
        ...(target.fieldSelector !== '' && { fieldSelector: target.fieldSelector }),
        ...(chunkSize > 0 && { pageSize: chunkSize }),
      });
      return list.items.map((object) => infoOf(type, object, ''));
    } catch (error) {
      failures.push(target.kind === 'list' ? listFailure(error, target) : error);
      return [];
    }
  };
  const infos: ObjectInfo[] = [];
  for (const target of targets) infos.push(...(await read(target)));
  return { infos, failures };
}

/** Whether `target` is an object of a file without a name: one with `generateName`, before it is created. */
export function isNameless(target: Target): target is ObjectTarget & Required<Pick<ObjectTarget, 'object'>> {
  return target.kind === 'object' && target.name === '' && target.object !== undefined;
}

/** The objects of targets that files gave, as the files have them. */
export function objectsOfFiles(targets: readonly Target[]): ObjectInfo[] {
  return targets.flatMap((target) =>
    target.kind === 'object' && target.object !== undefined
      ? [
          {
            type: target.type,
            namespace: target.namespace,
            name: target.name,
            object: target.object,
            source: target.source,
          },
        ]
      : [],
  );
}

/** What is known of an object that the server gave. */
export function infoOf(type: MappedType, object: UnstructuredObject, source: string): ObjectInfo {
  const { name = '', namespace = '' } = object.metadata;
  return { type, namespace, name, object, source };
}
