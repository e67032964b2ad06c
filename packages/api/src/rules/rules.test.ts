import { describe, expect, it } from 'vitest';
import { loadSchemas } from '../schema/load-schemas.js';
import { type FieldError, field, fieldErrorMessage } from '../validation/field-error.js';
import { checkField } from './check-field.js';
import { compileDefaults } from './defaulter.js';
import type { FieldRule } from './field-rule.js';
import { structMembers } from './struct-members.js';
import { structRules } from './struct-rules.js';
import { compileChangeValidator, compileStatusValidator, compileValidator } from './validator.js';

const registry = loadSchemas();
const deployment = 'io.k8s.api.apps.v1.Deployment';

describe('the rule of a field', () => {
  it.each<[FieldRule, unknown, string[]]>([
    [{}, undefined, []],
    [{ minimum: 0 }, undefined, []],
    [{ minimum: 0 }, 0, []],
    [{ minimum: 0 }, -1, ['f: Invalid value: -1: must be greater than or equal to 0']],
    [{ exclusiveMinimum: 0 }, 0, ['f: Invalid value: 0: must be greater than 0']],
    [{ minimum: 1, maximum: 5 }, 6, ['f: Invalid value: 6: must be between 1 and 5, inclusive']],
    [{ enum: ['A', 'B'] }, 'C', ['f: Unsupported value: "C": supported values: "A", "B"']],
    [{ enum: ['A'] }, undefined, []],
    [{ enum: ['A'], required: true }, undefined, ['f: Required value']],
    [{ format: 'dns1123Label' }, 'a.b', ['f: Invalid value: "a.b": must not contain dots']],
    [{ required: 'why' }, '', ['f: Required value: why']],
    [{ required: true }, [], ['f: Required value']],
    [{ maxLength: 1 }, 'ab', ['f: Too long: may not be more than 1 byte']],
    [{ maxItems: 1 }, [1, 2], ['f: Too many: 2: must have at most 1 item']],
    [{ items: { enum: ['A'] } }, ['A', 'B'], ['f[1]: Unsupported value: "B": supported values: "A"']],
  ])('%j of %j', (rule, value, expected) => {
    const errors: FieldError[] = [];
    checkField(rule, value, { path: 'f' }, errors);
    expect(errors.map(fieldErrorMessage)).toEqual(expected);
  });
});

describe('the rule of members', () => {
  const volume = structMembers('io.k8s.api.core.v1.Volume');
  const source = structMembers('io.k8s.api.core.v1.EnvVarSource');
  const seen = (member: string, path: string) => [field.invalid(path, member, 'seen')];

  it.each([
    ['none', volume('v', {}), ['v: Required value: must specify a volume type']],
    ['one', volume('v', { secret: {} }, seen), ['v.secret: Invalid value: "secret": seen']],
    [
      'more, in upstream’s order',
      volume('v', { secret: {}, emptyDir: {} }, seen),
      ['v.emptyDir: Invalid value: "emptyDir": seen', 'v.secret: Forbidden: may not specify more than 1 volume type'],
    ],
    [
      'several, all of which are looked at',
      source('s', { fieldRef: {}, secretKeyRef: {} }, seen),
      [
        's.fieldRef: Invalid value: "fieldRef": seen',
        's.secretKeyRef: Invalid value: "secretKeyRef": seen',
        's: Invalid value: "": may not have more than one field specified at a time',
      ],
    ],
  ])('%s', (_name, errors, expected) => expect(errors.map(fieldErrorMessage)).toEqual(expected));
});

describe('a compiled validator', () => {
  it('takes rules and checks in the order of the rules', () => {
    const validate = compileValidator('io.k8s.api.core.v1.Service', registry, {
      'spec.ports': (_value, { path }) => [field.forbidden(path, 'the list')],
      'spec.ports[]': (_value, { path }) => [field.forbidden(path, 'each item')],
      'spec.ports[].targetPort': (_value, { path }) => [field.forbidden(path, 'there or not')],
    });
    const port = { port: 0, protocol: 'TCP', appProtocol: '/' };
    const spec = { type: 'Bogus', sessionAffinity: 'None', ports: [port, { ...port, port: 80, appProtocol: 'a' }] };
    expect(validate({ spec }).map((error) => error.field)).toEqual([
      'spec.ports',
      'spec.ports[0]',
      'spec.ports[0].port',
      'spec.ports[0].targetPort',
      'spec.ports[0].appProtocol',
      'spec.ports[0].appProtocol',
      'spec.ports[0].appProtocol',
      'spec.ports[1]',
      'spec.ports[1].targetPort',
      'spec.type',
    ]);
  });

  it('does not go into what code goes through, which asks struct by struct', () => {
    const spec = { template: { spec: { containers: [{}] } }, progressDeadlineSeconds: -1 };
    expect(compileValidator(deployment, registry)({ spec }).map((error) => error.field)).toEqual([
      'spec.progressDeadlineSeconds',
    ]);
    const probes = structRules<{ periodSeconds?: number; timeoutSeconds?: number }>('io.k8s.api.core.v1.Probe');
    const probe = { periodSeconds: -1, timeoutSeconds: -1 };
    expect(probes('p', probe).map((error) => error.field)).toEqual(['p.timeoutSeconds', 'p.periodSeconds']);
    expect(probes('p', probe, ['periodSeconds']).map((error) => error.field)).toEqual(['p.periodSeconds']);
  });

  it('leaves the status to its own', () => {
    const object = { status: { replicas: -1 } };
    expect(compileValidator(deployment, registry)(object)).toEqual([]);
    expect(compileStatusValidator(deployment, registry)(object).map((error) => error.field)).toEqual([
      'status.replicas',
    ]);
  });

  it('says which fields may not change', () => {
    const validate = compileChangeValidator(deployment, registry);
    const [old, next] = ['a', 'b'].map((value) => ({ spec: { selector: { matchLabels: { a: value } } } }));
    expect(validate(next as object, old)).toEqual([
      field.invalid('spec.selector', { matchLabels: { a: 'b' } }, 'field is immutable'),
    ]);
    expect(validate(next as object, next)).toEqual([]);
  });

  it('knows no checks of fields that do not exist', () => {
    const validate = compileValidator(deployment, registry, { 'spec.bogus': () => [] });
    expect(() => validate({ spec: {} })).toThrow(TypeError);
  });
});

describe('compiled defaults', () => {
  it('fill in what is missing, from the outside in', () => {
    const setDefaults = compileDefaults(deployment, registry);
    const object = { spec: { replicas: 0, strategy: {} } };
    setDefaults?.(object);
    expect(object.spec).toMatchObject({
      replicas: 0,
      template: { spec: { restartPolicy: 'Always' } },
      strategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: '25%', maxSurge: '25%' } },
      revisionHistoryLimit: 10,
      progressDeadlineSeconds: 600,
    });
  });

  it('hold only where they are meant to', () => {
    const object = { spec: { strategy: { type: 'Recreate' } } };
    compileDefaults(deployment, registry)?.(object);
    expect(object.spec.strategy).toEqual({ type: 'Recreate' });
  });

  it('are not shared between objects', () => {
    const setDefaults = compileDefaults(deployment, registry);
    const [one, other]: { spec?: { template: object } }[] = [{}, {}];
    for (const object of [one, other]) setDefaults?.(object as object);
    expect(one?.spec?.template).toEqual(other?.spec?.template);
    expect(one?.spec?.template).not.toBe(other?.spec?.template);
  });

  it('are none where nothing has any', () => {
    expect(compileDefaults('io.k8s.api.core.v1.ConfigMap', registry)).toBeUndefined();
  });
});
