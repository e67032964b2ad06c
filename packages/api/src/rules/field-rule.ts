import type { FormatName } from './formats.js';

/** What may be said of one field, each in upstream's words; where nothing is said, code checks the field, or nobody. */
export interface FieldRule extends ValueRule {
  /** The field has to be there, and not to be empty; a text says why. */
  readonly required?: true | string;
  /** What a list or a text is at most: items or bytes. */
  readonly maxItems?: number;
  readonly maxLength?: number;
  /** What holds for each item of a list. */
  readonly items?: ValueRule;
  /** It stays what it was when the object was created. */
  readonly immutable?: true;
  /** What it is where nobody says it. */
  readonly default?: unknown;
  /** The default holds only where a field beside it has one of these values. */
  readonly when?: Readonly<Record<string, readonly string[]>>;
}

/** What holds for a value. */
export interface ValueRule {
  readonly enum?: readonly string[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
  readonly format?: FormatName;
}

/** Fields of which a struct has one: what is wrong where there is none, and where there are several. */
export interface MemberRule {
  /** In the order in which upstream looks at them. */
  readonly fields: readonly string[];
  /** Absent: there may be none. */
  readonly none?: Complaint;
  /** Said once of the struct. */
  readonly several?: Complaint;
  /** Said of each that comes after the first, whose values nobody looks at then. */
  readonly eachMore?: Complaint;
}

export interface Complaint {
  readonly type: 'required' | 'invalid' | 'forbidden';
  readonly detail: string;
  /** Who is blamed; absent: the struct. */
  readonly at?: 'member';
}

/** What a definition of a built-in kind does not say of its fields. */
export interface DefinitionRules {
  /** Scalars that need not be there, and whose zero values are kept: those of all others mean that they are not there. */
  readonly keptZeros?: readonly string[];
  /** Code goes through such structs in an order of its own, and asks for the rules where it needs them. */
  readonly checkedByCode?: true;
  /** In the order in which upstream looks at them. */
  readonly fields?: Readonly<Record<string, FieldRule>>;
  readonly members?: MemberRule;
}
