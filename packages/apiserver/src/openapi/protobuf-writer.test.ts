import { expect, it } from 'vitest';
import { booleanField, doubleField, integerField, message, messageField, stringField } from './protobuf-writer.js';

// Expected bytes follow the encoding's specification: tag = number * 8 + wire type.
it.each([
  ['integers, seven bits a byte', integerField(1, 150), '089601'],
  ['negative integers as 64 bits', integerField(1, -1), '08ffffffffffffffffff01'],
  ['strings with their length', stringField(2, 'testing'), '120774657374696e67'],
  ['strings in UTF-8', stringField(2, 'é'), '1202c3a9'],
  ['booleans', booleanField(3, true), '1801'],
  ['doubles', doubleField(4, 1), '21000000000000f03f'],
  ['numbers of two bytes', booleanField(16, true), '800101'],
  ['messages, also empty ones', messageField(3, message()), '1a00'],
])('writes %s', (_, field, hex) => expect(field?.toString('hex')).toBe(hex));

it('leaves out defaults', () => {
  const fields = [stringField(1, ''), integerField(2, 0), booleanField(3, false), doubleField(4, undefined)];
  expect(message(fields)).toHaveLength(0);
});
