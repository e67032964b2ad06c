import { describe, expect, it } from 'vitest';
import { flag } from './flags.js';
import { parseFlags } from './parse-flags.js';

const flags = {
  output: flag.string('', { short: 'o' }),
  watch: flag.bool('', { short: 'w' }),
  stdin: flag.bool('', { short: 'i' }),
  tty: flag.bool('', { short: 't' }),
  container: flag.string('', { short: 'c' }),
  filename: flag.list('', { short: 'f' }),
  fromLiteral: flag.strings(''),
  chunkSize: flag.int('', { default: 500 }),
  timeout: flag.duration(''),
  dryRun: flag.string('', { default: 'none', bare: 'unchanged' }),
};

describe('parseFlags', () => {
  it.each([
    [['-o', 'yaml'], { output: 'yaml' }, []],
    [['-oyaml'], { output: 'yaml' }, []],
    [['-o=yaml'], { output: 'yaml' }, []],
    [['--output=a=b'], { output: 'a=b' }, []],
    [['--output', '-w'], { output: '-w', watch: false }, []],
    [['-itc', 'x', 'pod'], { stdin: true, tty: true, container: 'x' }, ['pod']],
    [['pods', '-w=false', 'x'], { watch: false }, ['pods', 'x']],
    [['--watch=false'], { watch: false }, []],
    [['-f', 'a,b', '-f', 'c'], { filename: ['a', 'b', 'c'] }, []],
    [['--from-literal=a=1,2', '--from-literal', 'b=3'], { fromLiteral: ['a=1,2', 'b=3'] }, []],
    [['--chunk-size=0'], { chunkSize: 0 }, []],
    [['--timeout', '1m30s'], { timeout: 90_000 }, []],
    [['--dry-run', 'x'], { dryRun: 'unchanged' }, ['x']],
    [['--dry-run=server'], { dryRun: 'server' }, []],
    [['-'], {}, ['-']],
  ])('reads %j', (argv, values, args) => {
    const parsed = parseFlags(argv, flags);
    expect(parsed.values).toMatchObject(values);
    expect(parsed.args).toEqual(args);
  });

  it('takes everything after -- as it is', () => {
    const parsed = parseFlags(['pod', '--', 'sh', '-c', 'x'], flags);
    expect(parsed).toMatchObject({ args: ['pod', 'sh', '-c', 'x'], dashAt: 1 });
  });

  it('knows which flags were given', () => {
    expect([...parseFlags(['--output='], flags).given]).toEqual(['output']);
  });

  it.each([
    [['--foo'], 'unknown flag: --foo'],
    [['--foo=bar'], 'unknown flag: --foo'],
    [['-z'], "unknown shorthand flag: 'z' in -z"],
    [['-wz'], "unknown shorthand flag: 'z' in -z"],
    [['-o'], "flag needs an argument: 'o' in -o"],
    [['--output'], 'flag needs an argument: --output'],
    [['--watch=x'], 'invalid argument "x" for "-w, --watch" flag: strconv.ParseBool: parsing "x": invalid syntax'],
    [['--chunk-size=x'], 'invalid argument "x" for "--chunk-size" flag: strconv.ParseInt: parsing "x": invalid syntax'],
  ])('refuses %j', (argv, message) => expect(() => parseFlags(argv, flags)).toThrow(message));
});
