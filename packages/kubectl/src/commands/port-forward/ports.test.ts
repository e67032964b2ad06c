import type { Pod, Service } from '@sampan/api';
import { describe, expect, it } from 'vitest';
import { parsePort } from './ports.js';

const pod = {
  metadata: { name: 'p' },
  spec: { containers: [{ name: 'c', ports: [{ name: 'http', containerPort: 8080 }] }] },
} as unknown as Pod;
const service = {
  metadata: { name: 's' },
  spec: { ports: [{ name: 'web', port: 80, targetPort: 'http' }, { port: 81 }] },
} as unknown as Service;

describe('parsePort', () => {
  it.each([
    ['5000', undefined, { local: 5000, remote: 5000 }],
    ['1:2', undefined, { local: 1, remote: 2 }],
    [':http', undefined, { local: 0, remote: 8080 }],
    ['web', service, { local: 80, remote: 8080 }],
    ['9000:81', service, { local: 9000, remote: 81 }],
  ])('%s', (text, owner, ports) => {
    expect(parsePort(text, { pod, service: owner })).toEqual(ports);
  });

  it.each([
    ['1:2:3', undefined, "invalid port format '1:2:3'"],
    ['0', undefined, 'remote port must be > 0'],
    ['nope', undefined, "Pod 'p' does not have a named port 'nope'"],
    ['82', service, 'Service s does not have a service port 82'],
  ])('refuses %s', (text, owner, message) => {
    expect(() => parsePort(text, { pod, service: owner })).toThrow(message);
  });
});
