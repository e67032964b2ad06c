import { callFunction, isTrue } from './functions.js';
import { formatValue } from './go-format.js';
import { type Node, type Operand, type Pipeline, type Template, TemplateError } from './nodes.js';

/** What `template` makes of `data`. Without `allowMissingKeys` a key that a map lacks is an error. */
export function executeTemplate(
  template: Template,
  data: unknown,
  { allowMissingKeys }: { allowMissingKeys: boolean },
): string {
  const scope: Scope = { dot: data, variables: [{ name: '$', value: data }], template, allowMissingKeys, output: [] };
  walk(template.root, scope);
  return scope.output.join('');
}

interface Variable {
  name: string;
  value: unknown;
}

interface Scope {
  dot: unknown;
  /** The innermost is last. */
  variables: Variable[];
  template: Template;
  allowMissingKeys: boolean;
  output: string[];
}

/** How a list of nodes ended. */
type Flow = 'next' | 'break' | 'continue';

function walk(nodes: readonly Node[], scope: Scope): Flow {
  for (const node of nodes) {
    const flow = walkNode(node, scope);
    if (flow !== 'next') return flow;
  }
  return 'next';
}

function walkNode(node: Node, scope: Scope): Flow {
  switch (node.type) {
    case 'text':
      scope.output.push(node.text);
      return 'next';
    case 'action': {
      const value = evaluate(node.pipeline, scope);
      if (node.pipeline.variables.length === 0) scope.output.push(formatValue(value));
      return 'next';
    }
    case 'if':
    case 'with':
      return walkCondition(node, scope);
    case 'range':
      return walkRange(node, scope);
    case 'template': {
      const nodes = scope.template.defined.get(node.name);
      if (nodes === undefined)
        throw new TemplateError(`template: no template ${JSON.stringify(node.name)} associated with template "output"`);
      const dot = node.pipeline === undefined ? undefined : evaluate(node.pipeline, scope);
      walk(nodes, { ...scope, dot, variables: [{ name: '$', value: dot }] });
      return 'next';
    }
    default:
      return node.type;
  }
}

function walkCondition(node: Extract<Node, { type: 'if' | 'with' }>, scope: Scope): Flow {
  const inner = { ...scope, variables: [...scope.variables] };
  const value = evaluate(node.pipeline, inner);
  if (!isTrue(value)) return walk(node.otherwise, inner);
  return walk(node.body, node.type === 'with' ? { ...inner, dot: value } : inner);
}

function walkRange(node: Extract<Node, { type: 'range' }>, scope: Scope): Flow {
  const { variables, ...rest } = node.pipeline;
  const inner = { ...scope, variables: [...scope.variables] };
  const value = evaluate({ ...rest, variables: [] }, inner);
  const entries = entriesOf(value, node.pipeline);
  if (entries.length === 0) return walk(node.otherwise, inner);
  for (const [key, element] of entries) {
    const values = variables.length === 1 ? [element] : [key, element];
    const bound = variables.map((name, index) => ({ name, value: values[index] }));
    const flow = walk(node.body, { ...scope, dot: element, variables: [...scope.variables, ...bound] });
    if (flow === 'break') break;
  }
  return 'next';
}

function entriesOf(value: unknown, pipeline: Pipeline): [unknown, unknown][] {
  if (value === null || value === undefined) return [];
  if (Array.isArray(value)) return value.map((element, index) => [index, element]);
  if (typeof value === 'object') return Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  if (typeof value === 'number') return Array.from({ length: value }, (_, index) => [index, index]);
  throw failure(pipeline, `range can't iterate over ${formatValue(value)}`);
}

function evaluate(pipeline: Pipeline, scope: Scope): unknown {
  let value: unknown;
  pipeline.commands.forEach((command, index) => {
    value = evaluateCommand(command, { scope, pipeline, final: index === 0 ? [] : [value] });
  });
  for (const name of pipeline.variables) {
    const known = pipeline.isAssignment ? scope.variables.findLast((variable) => variable.name === name) : undefined;
    if (known !== undefined) known.value = value;
    else scope.variables.push({ name, value });
  }
  return value;
}

function evaluateCommand(
  [first, ...operands]: readonly Operand[],
  { scope, pipeline, final }: { scope: Scope; pipeline: Pipeline; final: unknown[] },
): unknown {
  if (first === undefined) return undefined;
  if (first.type !== 'function') {
    if (operands.length > 0 || final.length > 0) {
      throw failure(pipeline, `can't give argument to non-function ${pipeline.source}`);
    }
    return operandValue(first, scope, pipeline);
  }
  if (first.name === 'and' || first.name === 'or') {
    const decides = first.name === 'or';
    let value: unknown;
    for (const operand of operands) {
      value = operandValue(operand, scope, pipeline);
      if (isTrue(value) === decides) return value;
    }
    return final.length > 0 ? final[0] : value;
  }
  const args = operands.map((operand) => operandValue(operand, scope, pipeline));
  try {
    return callFunction(first.name, [...args, ...final]);
  } catch (error) {
    throw failure(pipeline, (error as Error).message, first.name);
  }
}

function operandValue(operand: Operand, scope: Scope, pipeline: Pipeline): unknown {
  switch (operand.type) {
    case 'literal':
      return operand.value;
    case 'nil':
      return null;
    case 'dot':
      return scope.dot;
    case 'field':
      return follow(scope.dot, operand.path, { scope, pipeline: { ...pipeline, column: operand.column } });
    case 'variable': {
      const variable = scope.variables.findLast(({ name }) => name === operand.name);
      if (variable === undefined) throw failure(pipeline, `undefined variable ${JSON.stringify(operand.name)}`);
      return follow(variable.value, operand.path, { scope, pipeline });
    }
    case 'function':
      return evaluateCommand([operand], { scope, pipeline, final: [] });
    case 'group':
      return follow(evaluate(operand.pipeline, scope), operand.path, { scope, pipeline });
  }
}

function follow(
  value: unknown,
  path: readonly string[],
  { scope, pipeline }: { scope: Scope; pipeline: Pipeline },
): unknown {
  let current = value;
  for (const name of path) {
    if (current === null || current === undefined) {
      if (scope.allowMissingKeys) return undefined;
      throw failure(pipeline, `nil data; no entry for key ${JSON.stringify(name)}`, `.${path.join('.')}`);
    }
    if (typeof current !== 'object' || Array.isArray(current)) {
      throw failure(pipeline, `can't evaluate field ${name} in type interface {}`, `.${path.join('.')}`);
    }
    const isThere = Object.hasOwn(current, name);
    if (!isThere && !scope.allowMissingKeys) {
      throw failure(pipeline, `map has no entry for key ${JSON.stringify(name)}`, `.${path.join('.')}`);
    }
    current = isThere ? (current as Record<string, unknown>)[name] : undefined;
  }
  return current;
}

function failure({ line, column, source }: Pipeline, message: string, at = source): TemplateError {
  return new TemplateError(`template: output:${line}:${column}: executing "output" at <${at}>: ${message}`);
}
