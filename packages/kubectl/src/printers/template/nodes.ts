/** A template that is wrong, or that fails on its data; the message is Go's. */
export class TemplateError extends Error {}

/** Something that stands in braces or between them. */
export type Node =
  | { type: 'text'; text: string }
  | { type: 'action'; pipeline: Pipeline }
  | { type: 'if' | 'with'; pipeline: Pipeline; body: Node[]; otherwise: Node[] }
  | { type: 'range'; pipeline: Pipeline; body: Node[]; otherwise: Node[] }
  | { type: 'template'; name: string; pipeline: Pipeline | undefined }
  | { type: 'break' | 'continue' };

/** Commands, each of which gets the value of the one before as its last argument. */
export interface Pipeline {
  /** Variables that get the value: `$x := …`, `$i, $e := range …`. */
  variables: string[];
  isAssignment: boolean;
  commands: Operand[][];
  /** The text as it stands in the template, for messages. */
  source: string;
  line: number;
  column: number;
}

/** One word of a command. */
export type Operand =
  | { type: 'literal'; value: unknown }
  | { type: 'nil' }
  | { type: 'dot' }
  | { type: 'field'; path: string[]; column: number }
  | { type: 'variable'; name: string; path: string[] }
  | { type: 'function'; name: string }
  | { type: 'group'; pipeline: Pipeline; path: string[] };

/** What a template consists of: its own nodes, and those that it defines by name. */
export interface Template {
  root: Node[];
  defined: ReadonlyMap<string, Node[]>;
}
