import { parseJsonPath, relaxedJsonPath, type UnstructuredObject } from '@sampan/api';
import { errorWords } from '../../framework/error-words.js';
import { CommandError } from '../../framework/errors.js';

/** What wait waits for. */
export interface Condition {
  kind: 'create' | 'delete' | 'condition' | 'jsonpath';
  /** Judges the object as it is now (undefined: it is not there) against the one that the wait began with. */
  isMet(current: UnstructuredObject | undefined, first: UnstructuredObject): boolean;
}

/** The value of `--for`. */
export function parseCondition(text: string): Condition {
  const lower = text.toLowerCase();
  if (lower === 'create') return { kind: 'create', isMet: (current) => current !== undefined };
  if (lower === 'delete') {
    return {
      kind: 'delete',
      isMet: (current, first) => current === undefined || current.metadata.uid !== first.metadata.uid,
    };
  }
  if (text.startsWith('condition=')) {
    const [name = '', value = 'true'] = text.slice('condition='.length).split('=');
    return { kind: 'condition', isMet: (current) => hasCondition(current, name.toLowerCase(), value.toLowerCase()) };
  }
  if (text.startsWith('jsonpath=')) return jsonPathCondition(text.slice('jsonpath='.length));
  throw new CommandError(`unrecognized condition: ${JSON.stringify(text)}`);
}

interface StatusWithConditions {
  observedGeneration?: number;
  conditions?: { type: string; status: string; observedGeneration?: number }[];
}

/** A condition that was observed on an older generation says nothing about this one. */
function hasCondition(object: UnstructuredObject | undefined, name: string, value: string): boolean {
  const { conditions = [], observedGeneration } = (object?.status ?? {}) as StatusWithConditions;
  const found = conditions.find(({ type }) => type.toLowerCase() === name);
  if (found === undefined) return false;
  const observed = found.observedGeneration ?? observedGeneration;
  if (observed !== undefined && observed < (object?.metadata.generation ?? 0)) return false;
  return found.status.toLowerCase() === value;
}

function jsonPathCondition(text: string): Condition {
  const match = /^(['"]?)(\{.*\}|[^=]*)\1(?:=(['"]?)(.*)\3)?$/s.exec(text);
  const [, , expression = '', , value] = match ?? [];
  if (expression === '') throw new CommandError('jsonpath expression cannot be empty');
  if (value === '') throw new CommandError('jsonpath wait value cannot be empty');
  const path = parse(expression);
  return {
    kind: 'jsonpath',
    isMet: (current) => {
      if (current === undefined) return false;
      const results = path.find(current).flat();
      if (results.length === 0) return false;
      if (results.length > 1) throw new CommandError('given jsonpath expression matches more than one value');
      return value === undefined || isEqual(results[0], value);
    },
  };
}

function parse(expression: string) {
  try {
    return parseJsonPath(relaxedJsonPath(expression), { allowMissingKeys: true });
  } catch (error) {
    throw new CommandError(errorWords(error));
  }
}

function isEqual(result: unknown, value: string): boolean {
  if (typeof result === 'object' && result !== null) {
    throw new CommandError('jsonpath leads to a nested object or list which is not supported');
  }
  return String(result).trim() === value.trim();
}
