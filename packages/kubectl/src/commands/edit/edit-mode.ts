import type { UnstructuredObject } from '@sampan/api';
import type { Context } from '../../framework/context.js';
import type { ObjectInfo } from '../../framework/read-objects.js';
import type { ObjectTarget } from '../../framework/selection.js';
import { pluralGroupResource } from '../../framework/type-mapper.js';
import type { PrintOptions } from '../../printers/printer.js';
import type { EditReason } from './edited-text.js';

/** How objects are edited, in every mode. */
export interface EditOptions {
  print: PrintOptions;
  fieldManager: string;
  fieldValidation: 'Strict' | 'Warn' | 'Ignore';
  saveConfig: boolean;
  windowsLineEndings: boolean;
}

/** An object of an edited file, and the one that it was. */
export interface EditedObject {
  target: ObjectTarget & { object: UnstructuredObject };
  original: ObjectInfo;
}

/** What the server did not take. */
export interface Refused {
  /** Shown in the head of the file, which is opened again. */
  reasons: EditReason[];
  /** No editing helps, but another try may. */
  retryable: number;
  notFound: number;
}

/** What an edit is for: the words above the file, and what becomes of what comes out of it. */
export interface EditMode {
  readonly introduction: string;
  send(context: Context, edited: readonly EditedObject[]): Promise<Refused>;
}

/** Nothing was refused. */
export const nothingRefused: Refused = { reasons: [], retryable: 0, notFound: 0 };

/** Above objects that are the server's, or will be. */
export const objectIntroduction = `# Please edit the object below. Lines beginning with a '#' will be ignored,
# and an empty file will abort the edit. If an error occurs while saving this file will be
# reopened with the relevant failures.
#
`;

/** How messages name an object: `deployments.apps "web"`. */
export function editSubject({ type, name }: Pick<ObjectInfo, 'type' | 'name'>): string {
  return `${pluralGroupResource(type)} ${JSON.stringify(name)}`;
}
