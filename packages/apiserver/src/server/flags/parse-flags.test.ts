import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { configurationOfFlags, type OidcFlags } from '../../authentication/jwt/oidc-flags.js';
import { startTestServer } from '../../conformance/test-server.js';
import { flagNames, parseFlags, usage } from './parse-flags.js';
import { UsageError } from './usage-error.js';

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

describe('authorization modes', () => {
  it('are asked in the order in which they are given', () => {
    expect(parseFlags(tls).authorizationModes).toBeUndefined();
    const modes = ['--authorization-mode=RBAC,Node', '--authorization-mode=AlwaysAllow'];
    expect(parseFlags([...tls, ...modes]).authorizationModes).toEqual(['RBAC', 'Node', 'AlwaysAllow']);
  });

  it.each([
    [['--authorization-mode=Some'], 'authorization-mode "Some" is not a valid mode'],
    [['--authorization-mode=RBAC,RBAC'], 'authorization-mode "RBAC" has mode specified more than once'],
    [['--authorization-mode=ABAC'], "authorization-mode ABAC's authorization policy file not passed"],
    [['--authorization-mode=Webhook'], "authorization-mode Webhook's authorization config file not passed"],
    [['--authorization-policy-file=f'], 'cannot specify --authorization-policy-file without mode ABAC'],
    [['--authorization-config=f', '--authorization-mode=RBAC'], '--authorization-config can not be specified when'],
    [['--authorization-webhook-version=v2'], '--authorization-webhook-version v2: must be v1 or v1beta1'],
  ])('%j is refused', (flags, message) => expect(() => parseFlags([...tls, ...flags])).toThrow(message));
});

describe('an issuer that flags name', () => {
  const issuer = ['--oidc-issuer-url=https://a', '--oidc-client-id=c'];

  it('has the defaults of kube-apiserver', () => {
    expect(parseFlags(tls).oidc).toBeUndefined();
    const { oidc } = parseFlags([...tls, ...issuer, '--oidc-required-claim=hd=a=b']);
    expect(oidc).toMatchObject({ usernameClaim: 'sub', signingAlgs: ['RS256'], requiredClaims: { hd: 'a=b' } });
    const named = (flags: Partial<typeof oidc>) =>
      configurationOfFlags({ ...(oidc as OidcFlags), ...flags }).jwt?.[0]?.claimMappings.username.prefix;
    expect([named({}), named({ usernameClaim: 'email' }), named({ usernamePrefix: '-' })]).toEqual([
      'https://a#',
      '',
      '',
    ]);
  });

  it.each([
    [['--oidc-username-claim=sub'], 'oidc-issuer-url and oidc-client-id must be specified together'],
    [[...issuer, '--oidc-signing-algs=none'], '--oidc-signing-algs none: must be one of RS256'],
    [[...issuer, '--authentication-config=f'], 'authentication-config file and oidc-* flags are mutually exclusive'],
  ])('%j is refused', (flags, message) => expect(() => parseFlags([...tls, ...flags])).toThrow(message));
});

describe('flags', () => {
  it('are all in the documents', async () => {
    const docs = await readFile(new URL('../../../../../docs/apiserver-flags.md', import.meta.url), 'utf8');
    const missing = flagNames.filter((name) => !docs.includes(`| \`--${name}`) && !docs.includes(`, \`--${name}`));
    expect(missing).toEqual([]);
    const words = usage.split(/[\s,]+/);
    expect(flagNames.filter((name) => name !== 'help' && !words.includes(`--${name}`))).toEqual([]);
  });

  it.each([
    [['--tls-min-version=VersionTLS11'], '--tls-min-version VersionTLS11: must be VersionTLS12 or VersionTLS13'],
    [['--min-request-timeout=0'], '--min-request-timeout 0: must be a number above 0'],
    [['--event-ttl=soon'], '--event-ttl soon: '],
  ])('%j is refused', (flags, message) => expect(() => parseFlags([...tls, ...flags])).toThrow(message));
});
