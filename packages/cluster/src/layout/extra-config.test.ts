import { describe, expect, it } from 'vitest';
import { parseExtraConfig, readExtraConfig } from './extra-config.js';

describe('what components are told besides', () => {
  it('is read flag by flag', () => {
    expect(
      parseExtraConfig(['apiserver.metric-resolution=1s', 'apiserver.audit-log-path=-', 'controller-manager.v=4=5']),
    ).toEqual({ apiserver: { 'metric-resolution': '1s', 'audit-log-path': '-' }, 'controller-manager': { v: '4=5' } });
  });

  it('is read of both options', () => {
    expect(readExtraConfig(undefined, undefined)).toBeUndefined();
    expect(readExtraConfig(['scheduler.v=4'], ['event-ttl=2h'])).toEqual({
      ...{ scheduler: { v: '4' }, apiserver: { 'event-ttl': '2h' } },
    });
    expect(() => readExtraConfig(undefined, ['--v'])).toThrow('--apiserver-arg takes FLAG=VALUE, not "--v"');
  });

  it.each(['', 'apiserver', 'apiserver.v', 'kubelet.v=4', 'apiserver.--v=4'])('is not %j', (entry) => {
    expect(() => parseExtraConfig([entry])).toThrow(`--extra-config takes COMPONENT.FLAG=VALUE, not "${entry}"`);
  });
});
