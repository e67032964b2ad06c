import { expect, it } from 'vitest';
import { replaceMountPaths } from './mount-paths.js';

const mounts = [
  { mountPath: '/etc/config', hostPath: '/v/c', readOnly: true },
  { mountPath: '/data/', hostPath: '/v/d', readOnly: false },
  { mountPath: '/data/inner', hostPath: '/v/i', readOnly: false },
];

it.each([
  ['/etc/config', '/v/c'],
  ['cat /etc/config/key', 'cat /v/c/key'],
  ['--config=/etc/config/app.yaml', '--config=/v/c/app.yaml'],
  ['/etc/config.d', '/etc/config.d'],
  ['/etc/configuration', '/etc/configuration'],
  ['/x/etc/config', '/x/etc/config'],
  ['a:/data:b:/data/inner/x', 'a:/v/d:b:/v/i/x'],
  ['echo hi > /data/out; cat /data/out', 'echo hi > /v/d/out; cat /v/d/out'],
  ['nothing', 'nothing'],
])('%s becomes %s', (text, expected) => expect(replaceMountPaths(text, mounts)).toBe(expected));
