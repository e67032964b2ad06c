import { expect, it } from 'vitest';
import type { ContainerSecurity } from '../../drivers/container-runtime.js';
import { containerRequest } from './bench.js';
import type { ConformanceGroup } from './describe-driver.js';

/** A line of `/proc/self/status`. */
const status = (name: string) => `sed -n 's/^${name}:[[:space:]]*//p' /proc/self/status`;

const confined = (rest: Partial<ContainerSecurity>) => (request: ReturnType<typeof containerRequest>) => ({
  security: { ...request.security, ...rest },
});

function says(
  needs: NonNullable<ConformanceGroup['needs']>,
  title: string,
  rest: Partial<ContainerSecurity>,
  [script, expected]: [script: string, expected: RegExp],
): ConformanceGroup {
  return {
    name: needs,
    needs,
    tests: (bench) => {
      it(title, async () => {
        const { driver, sandbox, shell, said } = bench();
        const container = await shell(script, confined(rest)(containerRequest(driver, sandbox)));
        expect(await said(container)).toMatch(expected);
      });
    },
  };
}

export const securityTests: readonly ConformanceGroup[] = [
  says('readOnlyRoot', 'a root that is read-only is not written', { readOnlyRoot: true }, [
    'touch /sampan-conformance 2>/dev/null || echo refused',
    /^refused\n$/,
  ]),
  says('noNewPrivileges', 'programs gain no privileges', { noNewPrivileges: true }, [status('NoNewPrivs'), /^1\n$/]),
  says('linuxCapabilities', 'all capabilities may be dropped', { capabilities: { add: [], drop: ['ALL'] } }, [
    status('CapEff'),
    /^0{16}\n$/,
  ]),
  says('linuxCapabilities', 'and one kept', { capabilities: { add: ['CHOWN'], drop: ['ALL'] } }, [
    status('CapEff'),
    /^0{15}1\n$/,
  ]),
  says('privileged', 'privileged programs mount', { privileged: true }, [
    'mount -t tmpfs x /mnt && echo mounted',
    /^mounted\n$/,
  ]),
  says('seccomp', 'system calls are filtered', { seccomp: { type: 'RuntimeDefault' } }, [status('Seccomp'), /^2\n$/]),
  says('procMounts', 'what is secret in /proc is masked', {}, ['wc -c </proc/timer_list', /^0\n$/]),
  {
    name: 'sysctls',
    needs: 'sysctls',
    tests: (bench) => {
      it('are those of the pod', async () => {
        const { createSandbox, shell, said } = bench();
        const name = 'net.ipv4.ip_unprivileged_port_start';
        const sandbox = await createSandbox({ sysctls: new Map([[name, '17']]) });
        const container = await shell(`cat /proc/sys/${name.replaceAll('.', '/')}`, { sandbox });
        expect(await said(container)).toBe('17\n');
      });
    },
  },
];
