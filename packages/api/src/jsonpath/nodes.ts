/** A template that is malformed, or that does not fit the data. */
export class JsonPathError extends Error {
  override name = 'JsonPathError';
}

/** One bound of an array selection: `derived` marks the end that follows from a single index. */
export interface ArrayBound {
  value: number;
  known: boolean;
  derived?: boolean;
}

export type FilterOperator = 'exists' | '<' | '>' | '==' | '!=' | '<=' | '>=' | (string & {});

/** The parts of a template. A list's parts are applied one after the other, each to the results of the one before. */
export type Node =
  | { type: 'list'; nodes: Node[] }
  | { type: 'text'; text: string }
  | { type: 'literal'; value: number | boolean; isFloat: boolean }
  | { type: 'identifier'; name: string }
  | { type: 'field'; name: string }
  | { type: 'array'; start: ArrayBound; end: ArrayBound; step: ArrayBound }
  | { type: 'filter'; left: ListNode; right: ListNode; operator: FilterOperator }
  | { type: 'union'; members: ListNode[] }
  | { type: 'wildcard' }
  | { type: 'recursive' };

export type ListNode = Extract<Node, { type: 'list' }>;
