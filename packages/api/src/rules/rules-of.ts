import { rulesText } from '../generated/rules.js';
import type { DefinitionRules } from './field-rule.js';

let table: Record<string, DefinitionRules> | undefined;

/** The rules of a definition; of those that have none, as of custom resources, none. */
export function rulesOf(definition: string): DefinitionRules {
  table ??= JSON.parse(rulesText) as Record<string, DefinitionRules>;
  return Object.hasOwn(table, definition) ? (table[definition] ?? none) : none;
}

const none: DefinitionRules = {};
