// Loaded into every Node program of a pod (NODE_OPTIONS): pods of the process driver share one network, so a program
// that listens on all addresses listens on its pod's own address instead, and one that connects to localhost tries that
// address first: containers of a pod share their localhost. Everything else is as the program says.
'use strict';

const address = process.env.SAMPAN_BIND_ADDRESS;
const localhost = new Set(['localhost', '127.0.0.1', '::1']);
const everywhere = new Set([undefined, null, '', '0.0.0.0', '::', '*']);

if (address) {
  const net = require('node:net');
  const dgram = require('node:dgram');
  const listen = net.Server.prototype.listen;
  net.Server.prototype.listen = function (...args) {
    return listen.apply(this, withAddress(args));
  };

  if (!localhost.has(address)) {
    const connect = net.Socket.prototype.connect;
    net.Socket.prototype.connect = function (...args) {
      return connect.apply(this, throughPod(args));
    };
  }

  const bind = dgram.Socket.prototype.bind;
  dgram.Socket.prototype.bind = function (port, host, ...rest) {
    if (this.type === 'udp6') return bind.call(this, port, host, ...rest);
    if (typeof port === 'object' && port !== null) {
      const options = port.fd === undefined && everywhere.has(port.address) ? { ...port, address } : port;
      return bind.call(this, options, host, ...rest);
    }
    return typeof host === 'string' && !everywhere.has(host)
      ? bind.call(this, port, host, ...rest)
      : bind.call(this, port, address, ...(typeof host === 'function' ? [host] : rest));
  };
}

// listen(port?, host?, backlog?, callback?), listen(options, callback?), listen(path | handle, …)
function withAddress(args) {
  const [first, second, ...rest] = args;
  if (typeof first === 'object' && first !== null) {
    const isPort = 'port' in first && first.path === undefined && first.fd === undefined && first._handle === undefined;
    return isPort && everywhere.has(first.host) ? [{ ...first, host: address }, second, ...rest] : args;
  }
  const isPort = typeof first === 'number' || (typeof first === 'string' && /^\d+$/.test(first));
  if (isPort && typeof second === 'string') return everywhere.has(second) ? [first, address, ...rest] : args;
  if (isPort) return [first, address, ...args.slice(1)];
  return args.length === 0 || typeof first === 'function' ? [0, address, ...args] : args;
}

// connect(port, host?, callback?), connect(options, callback?), connect(path, callback?), and what Node's own modules
// pass: one list of options and callback, which has to stay the list that it is.
function throughPod(args) {
  const [first, second, ...rest] = args;
  if (Array.isArray(first)) {
    first[0] = podFirst(first[0]);
    return args;
  }
  if (typeof first === 'object' && first !== null) return [podFirst(first), second, ...rest];
  const isPort = typeof first === 'number' || (typeof first === 'string' && /^\d+$/.test(first));
  if (!isPort) return args;
  const options = podFirst({ port: first, ...(typeof second === 'string' ? { host: second } : {}) });
  return [options, ...(typeof second === 'string' ? rest : args.slice(1))];
}

function podFirst(options) {
  const isLocal = options?.port !== undefined && !options.path && !options.lookup && !options.family;
  if (!isLocal || !localhost.has(options.host || 'localhost')) return options;
  return { ...options, host: 'localhost', lookup: lookupLocalhost, autoSelectFamily: true };
}

// Node tries one address after the other: who refuses at the pod's is looked for where the program said.
function lookupLocalhost(_host, { all }, callback) {
  const pod = { address, family: 4 };
  const host = { address: '127.0.0.1', family: 4 };
  const hostV6 = { address: '::1', family: 6 };
  process.nextTick(() => (all ? callback(null, [pod, host, hostV6]) : callback(null, pod.address, 4)));
}
