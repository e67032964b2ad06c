import { type CustomResourceDefinition, fieldErrorMessage, type Schema } from '@sampan/api';
import { describe, expect, it } from 'vitest';
import { objectOf, widgetDefinition } from '../../../conformance/custom-resources.js';
import { validateDefinition, validateDefinitionChange } from './validate-definition.js';

const root = 'spec.validation.openAPIV3Schema';
const spec = `${root}.properties[spec]`;

function definitionOf(schema: object): CustomResourceDefinition {
  const crd = widgetDefinition({ v1: { schema: { openAPIV3Schema: schema as Schema } } });
  crd.status = { storedVersions: ['v1'] };
  return crd;
}

function problems(crd: CustomResourceDefinition): string[] {
  return validateDefinition(crd).map(fieldErrorMessage);
}

const inSpec = (schema: object) => objectOf({ spec: schema as Schema });

describe('structural schemas', () => {
  it.each<[string, object, string[]]>([
    ['a whole one', inSpec(objectOf({ a: { type: 'string' } })), []],
    ['no type at the root', { properties: {} }, [`${root}.type: Required value: must not be empty at the root`]],
    ['no type of a field', inSpec({}), [`${spec}.type: Required value: must not be empty for specified object fields`]],
    [
      'no type of items',
      inSpec({ type: 'array', items: {} }),
      [`${spec}.items.type: Required value: must not be empty for specified array items`],
    ],
    ['an array without items', inSpec({ type: 'array' }), [`${spec}.items: Required value: must be specified`]],
    [
      'int or string',
      inSpec({ 'x-kubernetes-int-or-string': true, anyOf: [{ type: 'integer' }, { type: 'string' }] }),
      [],
    ],
    [
      'a type within allOf',
      inSpec({ type: 'string', allOf: [{ type: 'string' }] }),
      [`${spec}.allOf[0].type: Forbidden: must be empty to be structural`],
    ],
    [
      'a field that is only restricted',
      {
        ...objectOf({ spec: objectOf({}) }),
        anyOf: [{ properties: { spec: { properties: { a: { minLength: 1 } } } } }],
      },
      [
        `${spec}.properties[a]: Required value: because it is defined in ${root}.anyOf[0].properties[spec].properties[a]`,
      ],
    ],
    [
      'additionalProperties at the root',
      { type: 'object', additionalProperties: { type: 'string' } },
      [`${root}.additionalProperties: Forbidden: must not be used at the root`],
    ],
    [
      'metadata with more than a name',
      objectOf({ metadata: { type: 'object', properties: { labels: { type: 'object' } } } }),
      [
        `${root}.properties[metadata]: Forbidden: must not specify anything other than name and generateName, but metadata is implicitly specified`,
      ],
    ],
    [
      'an embedded resource that says nothing',
      inSpec({ type: 'object', 'x-kubernetes-embedded-resource': true }),
      [
        `${spec}.properties: Required value: must not be empty if x-kubernetes-embedded-resource is true without x-kubernetes-preserve-unknown-fields`,
      ],
    ],
    [
      'unknown types and keywords',
      inSpec({ type: 'null', uniqueItems: true }),
      [
        `${spec}.type: Unsupported value: "null": supported values: "array", "boolean", "integer", "number", "object", "string"`,
        `${spec}.type: Forbidden: type cannot be set to null, use nullable as an alternative`,
        `${spec}.uniqueItems: Forbidden: uniqueItems cannot be set to true since the runtime complexity becomes quadratic`,
      ],
    ],
    ['a reference', inSpec({ type: 'object', $ref: '#/a' }), [`${spec}.$ref: Forbidden: $ref is not supported`]],
    [
      'a default with unknown fields',
      inSpec(objectOf({ a: { type: 'string' } }, { default: { b: 1 } })),
      [`${spec}.default: Invalid value: {"b":1}: must not have unknown fields`],
    ],
    [
      'a default of a wrong type',
      inSpec({ type: 'string', default: 5 }),
      [`${spec}.default: Invalid value: "integer": ${spec}.default in body must be of type string: "integer"`],
    ],
    [
      'a map without keys that are there',
      inSpec({
        ...{ type: 'array', 'x-kubernetes-list-type': 'map', 'x-kubernetes-list-map-keys': ['a', 'b'] },
        items: objectOf({ a: { type: 'string' } }),
      }),
      [
        `${spec}.x-kubernetes-list-map-keys: Invalid value: ["a","b"]: entries must all be names of item properties`,
        `${spec}.items.properties[a].default: Required value: this property is in x-kubernetes-list-map-keys, so it must have a default or be a required property`,
      ],
    ],
    [
      'a set of objects',
      inSpec({ type: 'array', 'x-kubernetes-list-type': 'set', items: objectOf({ a: { type: 'string' } }) }),
      [
        `${spec}.items.x-kubernetes-map-type: Invalid value: null: must be atomic as item of a list with x-kubernetes-list-type=set`,
      ],
    ],
  ])('%s', (_, schema, expected) => expect(problems(definitionOf(schema))).toEqual(expected));
});

describe('rules', () => {
  const ruled = (rules: object[], properties: Record<string, Schema> = { a: { type: 'integer' } }) =>
    inSpec({ ...objectOf(properties), 'x-kubernetes-validations': rules });
  const at = `${spec}.x-kubernetes-validations[0]`;
  const texts: Schema = { type: 'array', items: { type: 'string' } };
  const tries =
    '(try simplifying the rule, or adding maxItems, maxProperties, and maxLength where arrays, maps, and strings are declared)';

  it.each<[string, object, string[]]>([
    [
      'that are whole',
      ruled([{ rule: 'self.a > 1', messageExpression: '"a"', reason: 'FieldValueInvalid', fieldPath: '.a' }]),
      [],
    ],
    ['that say nothing', ruled([{ rule: ' ' }]), [`${at}.rule: Required value: rule is not specified`]],
    [
      'with parts that are wrong',
      ruled([{ rule: 'true', message: ' ', messageExpression: ' ', reason: 'X', fieldPath: '.b' }]),
      [
        `${at}.message: Invalid value: " ": message must be non-empty if specified`,
        `${at}.messageExpression: Required value: messageExpression must be non-empty if specified`,
        `${at}.reason: Unsupported value: "X": supported values: "FieldValueDuplicate", "FieldValueForbidden", "FieldValueInvalid", "FieldValueRequired"`,
        `${at}.fieldPath: Invalid value: ".b": fieldPath must be a valid path`,
      ],
    ],
    [
      'of a line too many',
      ruled([{ rule: 'self.a >\n1' }]),
      [`${at}.message: Required value: message must be specified if rule contains line breaks`],
    ],
    [
      'whose message is no text',
      ruled([{ rule: 'true', messageExpression: 'self.a' }]),
      [
        `${at}.messageExpression: Invalid value: {"Rule":"true","Message":"","MessageExpression":"self.a","Reason":null,"FieldPath":"","OptionalOldSelf":null}: messageExpression must evaluate to a string`,
      ],
    ],
    [
      'with optionalOldSelf for nothing',
      ruled([{ rule: 'self.a > 1', optionalOldSelf: true }]),
      [`${at}.optionalOldSelf: Invalid value: true: may not be set if oldSelf is not used in rule`],
    ],
    [
      'of changes where nothing is recognised',
      inSpec({
        type: 'array',
        maxItems: 3,
        items: { type: 'integer', 'x-kubernetes-validations': [{ rule: 'self == oldSelf' }] },
      }),
      [
        `${spec}.items.x-kubernetes-validations[0].rule: Invalid value: "self == oldSelf": oldSelf cannot be used on the uncorrelatable portion of the schema within ${spec}`,
      ],
    ],
    [
      'that may cost too much',
      ruled([{ rule: 'self.l.all(a, self.l.all(b, a == b))' }], { l: texts }),
      [
        `${at}.rule: Forbidden: estimated rule cost exceeds budget by factor of more than 100x ${tries}`,
        `${at}.rule: Forbidden: contributed to estimated rule cost total exceeding cost limit for entire OpenAPIv3 schema`,
        `${root}: Forbidden: x-kubernetes-validations estimated rule cost total for entire OpenAPIv3 schema exceeds budget by factor of more than 100x ${tries}`,
      ],
    ],
    [
      'that are bounded',
      ruled([{ rule: 'self.l.all(a, self.l.all(b, a == b))' }], {
        l: { ...texts, maxItems: 20, items: { type: 'string', maxLength: 50 } },
      }),
      [],
    ],
  ])('%s', (_, schema, expected) => expect(problems(definitionOf(schema))).toEqual(expected));
});

describe('versions', () => {
  it('are named one by one where they differ', () => {
    const crd = widgetDefinition({ v1: objectOf({}), v2: objectOf({ spec: {} }) });
    crd.status = { storedVersions: ['v1'] };
    expect(problems(crd)).toEqual([
      'spec.versions[1].schema.openAPIV3Schema.properties[spec].type: Required value: must not be empty for specified object fields',
    ]);
  });

  it.each([
    ['can only be set for deprecated versions', { deprecationWarning: 'x' }],
    ['must not be an empty string', { deprecated: true, deprecationWarning: '' }],
    [
      'must only contain printable UTF-8 characters; non-printable character found at index 1',
      { deprecated: true, deprecationWarning: 'a\nb' },
    ],
  ])('have warnings: %s', (detail, version) => {
    const crd = widgetDefinition({ v1: { schema: { openAPIV3Schema: objectOf({}) }, ...version } });
    crd.status = { storedVersions: ['v1'] };
    const value = JSON.stringify(version.deprecationWarning);
    expect(problems(crd)).toEqual([`spec.versions[0].deprecationWarning: Invalid value: ${value}: ${detail}`]);
  });
});

describe('conversion', () => {
  const webhook = (client: object, versions = ['v1']) => ({
    strategy: 'Webhook',
    webhook: { clientConfig: client, conversionReviewVersions: versions },
  });
  it.each([
    [webhook({ url: 'https://example.com/convert' }), []],
    [
      webhook({ url: 'http://example.com' }),
      [
        'spec.conversion.webhookClientConfig.url: Invalid value: "http": \'https\' is the only allowed URL scheme; desired format: https://host[/path]',
      ],
    ],
    [webhook({}), ['spec.conversion.webhookClientConfig: Required value: exactly one of url or service is required']],
    [
      webhook({ service: { name: 'a', namespace: 'b', path: 'c' } }),
      [
        'spec.conversion.webhookClientConfig.service.path: Invalid value: "c": must start with a \'/\'',
        'spec.conversion.webhookClientConfig.service.path: Invalid value: "c": segment[0] may not be empty',
      ],
    ],
    [
      webhook({ url: 'https://example.com' }, ['v9']),
      ['spec.conversion.conversionReviewVersions: Invalid value: ["v9"]: must include at least one of v1, v1beta1'],
    ],
  ])('%j', (conversion, expected) => {
    const crd = widgetDefinition({ v1: objectOf({}) }, { conversion });
    crd.status = { storedVersions: ['v1'] };
    expect(problems(crd)).toEqual(expected);
  });
});

describe('changes', () => {
  it('leave what objects are stored by', () => {
    const old = definitionOf(objectOf({}));
    old.status = { ...old.status, conditions: [{ type: 'Established', status: 'True' }] };
    const crd = structuredClone(old);
    crd.spec.scope = 'Cluster';
    crd.spec.names.kind = 'Gadget';
    expect(validateDefinitionChange(crd, old).map(fieldErrorMessage)).toEqual([
      'spec.scope: Invalid value: "Cluster": field is immutable',
      'spec.names.kind: Invalid value: "Gadget": field is immutable',
    ]);
  });
});
