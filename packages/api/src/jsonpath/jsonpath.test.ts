import { describe, expect, it } from 'vitest';
import { parseJsonPath, relaxedJsonPath } from './jsonpath.js';

const store = {
  name: 'jsonpath',
  book: [
    { category: 'reference', author: 'Nigel Rees', title: 'Sayings of the Centurey', price: 8.95 },
    { category: 'fiction', author: 'Evelyn Waugh', title: 'Sword of Honour', price: 12.99 },
  ],
  bicycle: [
    { color: 'red', price: 19.95, isNew: true },
    { color: 'green', price: 20, gears: 20, isNew: false },
  ],
  labels: { engieer: 10, 'web/html': 15, 'k8s-app': 20 },
  employees: { jason: 'manager', dan: 'clerk' },
};

const list = {
  kind: 'List',
  items: [
    {
      kind: 'None',
      metadata: { name: '127.0.0.1', labels: { 'kubernetes.io/hostname': '127.0.0.1' } },
      status: { capacity: { cpu: '4' }, addresses: [{ type: 'LegacyHostIP', address: '127.0.0.1' }] },
    },
    {
      kind: 'None',
      metadata: { name: '127.0.0.2', labels: { 'kubernetes.io/hostname': '127.0.0.2' } },
      status: {
        capacity: { cpu: '8' },
        addresses: [
          { type: 'LegacyHostIP', address: '127.0.0.2' },
          { type: 'another', address: '127.0.0.3' },
        ],
      },
    },
  ],
  users: [
    { name: 'myself', user: {} },
    { name: 'e2e', user: { username: 'admin', password: 'secret' } },
  ],
};

describe('jsonpath', () => {
  it.each([
    ['plain', 'plain'],
    ['hello {.name}', 'hello jsonpath'],
    ['{$.name}', 'jsonpath'],
    ["{'hello'}", 'hello'],
    ['{"it\'s\\n"}', "it's\n"],
    ["{'single\\'quote'}", "single'quote"],
    ['{5}', '5'],
    ['{-5.5}', '-5.5'],
    ['{.book[0].title}', 'Sayings of the Centurey'],
    ['{.book[-1].title}', 'Sword of Honour'],
    ['{.book[*].author}', 'Nigel Rees Evelyn Waugh'],
    ['{.book[0:1].author}', 'Nigel Rees'],
    ['{.book[0:2:2].author}', 'Nigel Rees'],
    ['{.book[0,1].price}', '8.95 12.99'],
    ["{['name']}", 'jsonpath'],
    ['{.labels.web/html}', '15'],
    ['{.labels.k8s-app}', '20'],
    ['{.employees}', '{"dan":"clerk","jason":"manager"}'],
    ['{.employees.*}', 'clerk manager'],
    ['{.bicycle[?(@.isNew==true)].color}', 'red'],
    ['{.bicycle[?(@.isNew)].color}', 'red green'],
    ['{.bicycle[?(@.gears==20)].color}', 'green'],
    ['{.book[?(@.price < 10.0)].title}', 'Sayings of the Centurey'],
    ['{.book[?(@.author=="Evelyn Waugh")].title}', 'Sword of Honour'],
    ["{.book[?(@.author!='Evelyn Waugh')].title}", 'Sayings of the Centurey'],
    ['{..price}', '19.95 20 8.95 12.99'],
    ['{.nowhere}', ''],
  ])('%s prints %j', (template, expected) =>
    expect(parseJsonPath(template, { allowMissingKeys: true }).print(store)).toBe(expected),
  );

  it.each([
    ['{range .items[*]}{.metadata.name}, {end}{.kind}', '127.0.0.1, 127.0.0.2, List'],
    [
      '{range .items[*]}[{.metadata.name}, {.status.capacity}] {end}',
      '[127.0.0.1, {"cpu":"4"}] [127.0.0.2, {"cpu":"8"}] ',
    ],
    ['{.items[*].metadata.name}', '127.0.0.1 127.0.0.2'],
    ["{.items[*]['metadata.name', 'status.capacity']}", '127.0.0.1 127.0.0.2 {"cpu":"4"} {"cpu":"8"}'],
    ['{.users[?(@.name=="e2e")].user.password}', 'secret'],
    ['{.items[0].metadata.labels.kubernetes\\.io/hostname}', '127.0.0.1'],
    ["{.items[0].metadata.labels['kubernetes\\.io/hostname']}", '127.0.0.1'],
    ['{range .items[*]}{range .status.addresses[*]}{.address}{","}{end}{";"}{end}', '127.0.0.1,;127.0.0.2,127.0.0.3,;'],
    ['{range .none[*]}{.x}{range .y[*]}{.z}{end}{end}after', 'after'],
    ['{.users[0].user}', '{}'],
    ['{range .items[*]}{.metadata.name}{"\\n"}', '127.0.0.1\n127.0.0.2\n\n'],
  ])('%s prints %j', (template, expected) =>
    expect(parseJsonPath(template, { allowMissingKeys: true }).print(list)).toBe(expected),
  );

  it.each([
    ['{.hello', 'unclosed action'],
    ['{.book[}', 'unterminated array'],
    ['{.book[a]}', 'invalid array index a'],
    ['{[?(.true}', 'unterminated filter'],
    ['{"x}', 'unterminated quoted string'],
    ['{|}', "unrecognized character in action: U+007C '|'"],
    ['{....}', 'invalid multiple recursive descent'],
    ['{hello}', 'unrecognized identifier hello'],
    ['{end}', 'not in range, nothing to end'],
    ['{.missing}', 'missing is not found'],
    ['{.book[5]}', 'array index out of bounds: index 5, length 2'],
    ['{.book[1:0]}', 'starting index 1 is greater than ending index 0'],
    ['{.name[0]}', 'string is not array or slice'],
    ['{.employees[0]}', 'map[string]interface {} is not array or slice'],
    ['{.book[?(@.price=="x")]}', 'incompatible types for comparison'],
    ['{.book[?(@.price<10)]}', 'incompatible types for comparison'],
    ['{.book[?(@.price=!1)]}', 'unrecognized filter operator =!'],
  ])('%s fails with %j', (template, message) => expect(() => parseJsonPath(template).print(store)).toThrow(message));

  it('prints JSON as Go does', () => {
    expect(parseJsonPath('{.a}').print({ a: { z: '<&>', b: [1, null] } })).toBe(
      '{"b":[1,null],"z":"\\u003c\\u0026\\u003e"}',
    );
    expect(parseJsonPath('{.users[*].name}').printJson(list)).toBe('[\n    "myself",\n    "e2e"\n]\n');
  });
});

it.each([
  ['', ''],
  ['.metadata.name', '{.metadata.name}'],
  ['{.metadata.name}', '{.metadata.name}'],
  ['metadata.name', '{.metadata.name}'],
  ['{metadata.name}', '{.metadata.name}'],
])('relaxedJsonPath(%j) is %j', (expression, expected) => expect(relaxedJsonPath(expression)).toBe(expected));
