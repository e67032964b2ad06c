import { describe, expect, it } from 'vitest';
import { parseEnvFile } from './parse-env-file.js';

describe('parseEnvFile', () => {
  it.each([
    ["A='1'\nB='two'\n", { A: '1', B: 'two' }],
    ["# said before\n\n  A='1'  # and after\r\nB=''", { A: '1', B: '' }],
    ["A='first\n# second'\nA='third # all of it'", { A: 'third # all of it' }],
    ["A=\nB= '2'\nC='3'", { A: '', B: '', C: '3' }],
    ['', {}],
  ])('reads %j', (text, variables) => {
    expect(Object.fromEntries(parseEnvFile(text))).toEqual(variables);
  });

  it.each([
    ['A=1', 1],
    ['A=\'1\'\nB="2"', 2],
    ["A='1'\n\nB='2", 3],
    ["A='1' B='2'", 1],
    ["='1'", 1],
    ["A ='1'", 1],
    ["A=\\'1\\'", 1],
  ])('refuses %j', (text, line) => {
    expect(() => parseEnvFile(text)).toThrow(`line ${line} is not NAME='value'`);
  });
});
