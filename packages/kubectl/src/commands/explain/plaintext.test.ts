import { describe, expect, it } from 'vitest';
import type { OpenApiDocument, OpenApiSchema } from './open-api.js';
import { explainField } from './plaintext.js';

const tree: OpenApiSchema = {
  description: 'A tree.',
  type: 'object',
  required: ['name'],
  properties: {
    name: { type: 'string', description: 'What it is called.' },
    children: {
      type: 'array',
      description: 'What grows on it.',
      items: { allOf: [{ $ref: '#/components/schemas/x.Tree' }] },
    },
    labels: { type: 'object', additionalProperties: { type: 'string' } },
    policy: { type: 'string', enum: ['', 'A', 'B', 'C', 'D'], description: 'How.' },
  },
};
const document: OpenApiDocument = { components: { schemas: { 'x.Tree': tree } } };
const options = { document, recursive: false };

describe('explainField', () => {
  it('lists the fields of a kind', () => {
    expect(explainField({ $ref: '#/components/schemas/x.Tree' }, [], options)).toBe(`DESCRIPTION:
    A tree.
    
FIELDS:
  children	<[]Tree>
    What grows on it.

  labels	<map[string]string>
    <no description>

  name	<string> -required-
    What it is called.

  policy	<string>
  enum: "", A, B, C, ....
    How.

`);
  });

  it('shows all values of one field', () => {
    expect(explainField(tree, ['children', 'policy'], options)).toBe(
      'FIELD: policy <string>\nENUM:\n    ""\n    A\n    B\n    C\n    D\n\nDESCRIPTION:\n    How.\n    \n',
    );
  });

  it('stops at kinds that hold themselves', () => {
    const text = explainField({ $ref: '#/components/schemas/x.Tree' }, [], { document, recursive: true });
    expect(text?.match(/children/g)).toHaveLength(2);
  });

  it('knows no other fields', () => {
    expect(explainField(tree, ['children', 'nope'], options)).toBeUndefined();
  });
});
