import type { Schema } from '@sampan/api';
import type { DocumentV2, OperationV2, ParameterV2, PathItemV2 } from './document-v2.js';
import {
  booleanField,
  doubleField,
  integerField,
  message,
  messageField,
  type ProtobufField,
  stringField,
} from './protobuf-writer.js';

// The messages of gnostic's openapi.v2, as clients decode `application/com.github.proto-openapi.spec.v2@v1.0+protobuf`.
// Numbers are those of its .proto file; maps are lists of named values there.

/** A document as the protobuf message `openapi.v2.Document`. */
export function encodeDocumentV2(document: DocumentV2): Buffer {
  const { BearerToken: token } = document.securityDefinitions;
  const apiKey = message(
    stringField(1, token.type),
    stringField(2, token.name),
    stringField(3, token.in),
    stringField(4, token.description),
  );
  return message(
    stringField(1, document.swagger),
    messageField(2, message(stringField(1, document.info.title), stringField(2, document.info.version))),
    messageField(8, message(named(2, document.paths, encodePathItem))),
    messageField(9, message(named(1, document.definitions, encodeSchema))),
    document.security.map((requirement) =>
      messageField(12, message(named(1, requirement, (scopes) => message(strings(1, scopes))))),
    ),
    messageField(13, message(named(1, { BearerToken: message(messageField(2, apiKey)) }, (item) => item))),
  );
}

const methodNumbers = { get: 2, put: 3, post: 4, delete: 5, options: 6, head: 7, patch: 8 };

function encodePathItem(item: PathItemV2): Buffer {
  const operations = Object.entries(methodNumbers).map(([method, number]) => {
    const operation = item[method] as OperationV2 | undefined;
    return operation === undefined ? undefined : messageField(number, encodeOperation(operation));
  });
  return message(
    operations,
    (item.parameters ?? []).map((parameter) => messageField(9, encodeParameter(parameter))),
  );
}

function encodeOperation(operation: OperationV2): Buffer {
  const responses = named(1, operation.responses, ({ description, schema }) => {
    const item = schema === undefined ? undefined : message(messageField(1, encodeSchema(schema)));
    return message(messageField(1, message(stringField(1, description), messageField(2, item))));
  });
  return message(
    strings(1, operation.tags),
    stringField(3, operation.description),
    stringField(5, operation.operationId),
    strings(6, operation.produces),
    strings(7, operation.consumes),
    (operation.parameters ?? []).map((parameter) => messageField(8, encodeParameter(parameter))),
    messageField(9, message(responses)),
    strings(10, operation.schemes),
    extensions(13, operation),
  );
}

/** A parameter in a body, a query or a path: each is a message of its own, inside of two that say which it is. */
function encodeParameter(parameter: ParameterV2): Buffer {
  const inParametersItem = (inner: Buffer, number: 1 | 2) =>
    message(messageField(1, message(messageField(number, inner))));
  const { name, in: place, required, description, type, uniqueItems, schema } = parameter;
  if (place === 'body') {
    const body = message(
      stringField(1, description),
      stringField(2, name),
      stringField(3, place),
      booleanField(4, required),
      messageField(5, encodeSchema(schema ?? {})),
    );
    return inParametersItem(body, 1);
  }
  const common = [booleanField(1, required), stringField(2, place), stringField(3, description), stringField(4, name)];
  const inner =
    place === 'query'
      ? messageField(3, message(common, stringField(6, type), booleanField(20, uniqueItems)))
      : messageField(4, message(common, stringField(5, type), booleanField(19, uniqueItems)));
  return inParametersItem(message(inner), 2);
}

function encodeSchema(schema: Schema): Buffer {
  const { properties, items, additionalProperties: values } = schema;
  return message(
    stringField(1, schema.$ref),
    stringField(2, schema.format),
    stringField(4, schema.description),
    doubleField(6, schema.multipleOf),
    doubleField(7, schema.maximum),
    booleanField(8, schema.exclusiveMaximum),
    doubleField(9, schema.minimum),
    booleanField(10, schema.exclusiveMinimum),
    integerField(11, schema.maxLength),
    integerField(12, schema.minLength),
    stringField(13, schema.pattern),
    integerField(14, schema.maxItems),
    integerField(15, schema.minItems),
    booleanField(16, schema.uniqueItems),
    integerField(17, schema.maxProperties),
    integerField(18, schema.minProperties),
    strings(19, schema.required ?? []),
    (schema.enum ?? []).map((value) => messageField(20, encodeAny(value))),
    typeof values === 'object' ? messageField(21, message(messageField(1, encodeSchema(values)))) : undefined,
    schema.type === undefined ? undefined : messageField(22, message(stringField(1, schema.type))),
    items === undefined ? undefined : messageField(23, message(messageField(1, encodeSchema(items)))),
    properties === undefined ? undefined : messageField(25, message(named(1, properties, encodeSchema))),
    extensions(31, schema),
  );
}

/** `x-…` fields, as YAML: JSON is YAML. */
function extensions(number: number, source: object): ProtobufField[] {
  const entries = Object.entries(source).filter(([key, value]) => key.startsWith('x-') && value !== undefined);
  return named(number, Object.fromEntries(entries), encodeAny);
}

function encodeAny(value: unknown): Buffer {
  return message(stringField(2, JSON.stringify(value)));
}

function named<Value>(
  number: number,
  values: Record<string, Value>,
  encode: (value: Value) => Buffer,
): ProtobufField[] {
  return Object.entries(values).map(([name, value]) =>
    messageField(number, message(stringField(1, name), messageField(2, encode(value)))),
  );
}

function strings(number: number, values: readonly string[]): ProtobufField[] {
  return values.map((value) => stringField(number, value));
}
