import { describe, expect, it } from 'vitest';
import { startTestServer } from '../conformance/test-server.js';
import { parseFlags, UsageError } from './flags.js';

const tls = ['--tls-cert-file=c', '--tls-private-key-file=k'];

describe('admission plugins', () => {
  it.each([
    [[], [], []],
    [['--enable-admission-plugins=NodeRestriction,Priority'], ['NodeRestriction', 'Priority'], []],
    [
      ['--disable-admission-plugins=Priority', '--disable-admission-plugins=LimitRanger'],
      [],
      ['Priority', 'LimitRanger'],
    ],
  ])('%j', (flags, enable, disable) => {
    expect(parseFlags([...tls, ...flags])).toMatchObject({
      enableAdmissionPlugins: enable,
      disableAdmissionPlugins: disable,
    });
  });

  it.each([
    [
      ['--enable-admission-plugins=Nothing'],
      'enable-admission-plugins plugin "Nothing" is unknown; known are Namespace',
    ],
    [['--disable-admission-plugins=priority'], 'disable-admission-plugins plugin "priority" is unknown'],
    [
      ['--enable-admission-plugins=Priority', '--disable-admission-plugins=Priority'],
      '[Priority] in enable-admission-plugins and disable-admission-plugins overlapped',
    ],
  ])('%j is refused', (flags, message) => {
    expect(() => parseFlags([...tls, ...flags])).toThrow(UsageError);
    expect(() => parseFlags([...tls, ...flags])).toThrow(message);
  });

  it('do not run when they are switched off', async () => {
    const server = await startTestServer({
      admissionSwitches: { disable: ['ServiceAccount', 'DefaultTolerationSeconds'] },
    });
    const body = { metadata: { name: 'p' }, spec: { containers: [{ name: 'c', image: 'i' }] } };
    const answer = await server.send('POST', '/api/v1/namespaces/default/pods', { body });
    expect(answer.status, answer.text).toBe(201);
    const { spec } = answer.json<{ spec: { priority?: number; tolerations?: unknown; volumes?: unknown } } & never>();
    expect(spec).toMatchObject({ priority: 0 });
    expect(spec).not.toHaveProperty('tolerations');
    expect(spec).not.toHaveProperty('volumes');
    await server.close();
  });
});

describe('the audit log', () => {
  it('is bounded unless somebody says otherwise', () => {
    expect(parseFlags(tls)).toMatchObject({ auditLogMaxsize: 100, auditLogMaxbackup: 10, auditLogMaxage: 0 });
    expect(() => parseFlags([...tls, '--audit-log-maxsize=-1'])).toThrow('must be a number, 0 or above');
  });
});
