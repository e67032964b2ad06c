import type { VersionInfo } from '@sampan/api';

/** The Kubernetes version whose API is served, and the version of this server. */
export const kubernetesVersion = { major: '1', minor: '36' } as const;
export const serverVersion = '0.1.0';

/** What `/version` answers. */
export function versionInfo(): VersionInfo {
  const architecture = process.arch === 'x64' ? 'amd64' : process.arch;
  return {
    major: kubernetesVersion.major,
    minor: kubernetesVersion.minor,
    gitVersion: `v${kubernetesVersion.major}.${kubernetesVersion.minor}.0+sampan.${serverVersion}`,
    gitCommit: '',
    gitTreeState: '',
    buildDate: '',
    goVersion: `none (Node.js ${process.version})`,
    compiler: `V8 ${process.versions.v8}`,
    platform: `${process.platform}/${architecture}`,
  };
}
