import { describe, expect, it } from 'vitest';
import { compileDeviceSelector, deviceSelectorMaxCost } from './device-selector.js';
import { compileCel } from './environment.js';

const problemOf = (text: string) => {
  const compiled = compileDeviceSelector(text);
  return 'problem' in compiled ? compiled.problem : undefined;
};

describe('compileDeviceSelector', () => {
  it.each([
    "device.driver == 'a.b'",
    'device.allowMultipleAllocations',
    "device.attributes['a.b'].anything",
    "'slots' in device.capacity['a.b'] && device.capacity['a.b'].slots.isGreaterThan(quantity('1'))",
    "cel.bind(dra, device.attributes['a.b'], dra.one && dra.another)",
  ])('takes %s', (text) => {
    expect(compileDeviceSelector(text)).toMatchObject({ maxCost: expect.any(Number) });
  });

  it.each([
    ['device.name', /undefined field 'name'/],
    ['object.a', /undeclared reference to 'object'/],
    ['cel.bind(a.b, 1, true)', /cel\.bind\(\) variable names must be simple identifiers/],
    ["device.capacity['a.b'].slots", /^must evaluate to bool or the unknown type, not kubernetes\.Quantity$/],
  ])('refuses %s', (text, problem) => {
    expect(problemOf(text)).toMatch(problem);
  });

  it('knows the most that text and maps of a device hold', () => {
    const compiled = compileDeviceSelector("device.attributes.all(d, d.matches('a+')) && device.driver.matches('b+')");
    expect('maxCost' in compiled && compiled.maxCost).toBeLessThan(deviceSelectorMaxCost);
  });

  it('alone has names for values', () => {
    expect(() => compileCel('cel.bind(a, 1, a == 1)', new Map())).toThrow(/undeclared reference to 'cel'/);
    const compiled = compileDeviceSelector('cel.bind(a, 1, a == 1)');
    expect('program' in compiled && compiled.program.evaluate({}).value).toBe(true);
  });
});
