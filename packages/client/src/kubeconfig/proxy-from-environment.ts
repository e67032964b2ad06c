/** The proxy that HTTPS_PROXY, HTTP_PROXY and NO_PROXY (either case) ask for on the way to `server`, as Go reads them. */
export function proxyFromEnvironment(server: string, env: Record<string, string | undefined>): string | undefined {
  const { protocol, hostname } = new URL(server);
  const name = protocol === 'http:' ? 'HTTP_PROXY' : 'HTTPS_PROXY';
  const proxy = env[name] || env[name.toLowerCase()];
  if (!proxy || isLocal(hostname) || excludes(env.NO_PROXY || env.no_proxy || '', hostname)) return undefined;
  return proxy.includes('://') ? proxy : `http://${proxy}`;
}

function isLocal(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127\./.test(hostname);
}

function excludes(list: string, hostname: string): boolean {
  return list
    .split(',')
    .map((entry) => entry.trim().replace(/:\d+$/, '').toLowerCase())
    .filter((entry) => entry !== '')
    .some((entry) => {
      if (entry === '*') return true;
      if (entry.includes('/')) return inRange(hostname, entry);
      const domain = entry.replace(/^\*?\./, '');
      return hostname.endsWith(`.${domain}`) || (hostname === domain && !entry.startsWith('.'));
    });
}

/** Whether an IPv4 address lies in a CIDR range; false for names. */
function inRange(address: string, range: string): boolean {
  const [network = '', length = ''] = range.split('/');
  const bits = Number(length);
  const [left, right] = [toNumber(address), toNumber(network)];
  if (left === undefined || right === undefined || !(bits >= 0 && bits <= 32)) return false;
  const size = 2 ** (32 - bits);
  return Math.floor(left / size) === Math.floor(right / size);
}

function toNumber(address: string): number | undefined {
  if (!/^\d+(\.\d+){3}$/.test(address)) return undefined;
  return address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
}
