import type { PodSpec } from '@sampan/api';
import { expect, it } from 'vitest';
import { podHostname } from './pod-hostname.js';

it.each<[string, string, Partial<PodSpec>, string]>([
  ['its name', 'web-0', {}, 'web-0'],
  ['a name that is cut', `${'a'.repeat(62)}.b`, {}, 'a'.repeat(62)],
  ['its hostname', 'web-0', { hostname: 'db' }, 'db'],
  ['no domain unless asked for', 'web-0', { subdomain: 'web' }, 'web-0'],
  ['its whole name', 'web-0', { subdomain: 'web', setHostnameAsFQDN: true }, 'web-0.web.ns.svc.cluster.local'],
  ['an override', 'web-0', { hostname: 'db', subdomain: 'web', hostnameOverride: 'db.example.org' }, 'db.example.org'],
  ["its node's", 'web-0', { hostNetwork: true, hostname: 'db' }, 'machine'],
])('a pod is called by %s', (_, name, spec, hostname) => {
  const pod = { apiVersion: 'v1', kind: 'Pod', metadata: { name, namespace: 'ns' }, spec: { containers: [], ...spec } };
  expect(podHostname(pod, 'machine')).toBe(hostname);
});
