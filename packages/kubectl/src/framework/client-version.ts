/** What `kubectl version` says of this program: the Kubernetes release whose kubectl it behaves as, and its own. */
export const clientVersion = {
  major: '1',
  minor: '36',
  gitVersion: 'v1.36.0+sampan.0.1.0',
  gitTreeState: 'clean',
  compiler: `node ${process.version}`,
  platform: `${process.platform}/${process.arch === 'x64' ? 'amd64' : process.arch}`,
} as const;
