import { rulesText } from '../generated/rules.js';

/** What a definition of a built-in kind does not say of its fields. */
export interface DefinitionRules {
  /** Scalars that need not be there, and whose zero values are kept: those of all others mean that they are not there. */
  readonly keptZeros?: readonly string[];
}

let table: Record<string, DefinitionRules> | undefined;

/** The rules of a definition; of those that have none, as of custom resources, none. */
export function rulesOf(definition: string): DefinitionRules {
  table ??= JSON.parse(rulesText) as Record<string, DefinitionRules>;
  return Object.hasOwn(table, definition) ? (table[definition] ?? none) : none;
}

const none: DefinitionRules = {};
