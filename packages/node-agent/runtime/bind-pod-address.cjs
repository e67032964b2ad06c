// Loaded into every Node program of a pod (NODE_OPTIONS): pods of the process driver share one network, so a program
// that listens on all addresses listens on its pod's own address instead. Everything else is as the program says.
'use strict';

const address = process.env.SAMPAN_BIND_ADDRESS;
const everywhere = new Set([undefined, null, '', '0.0.0.0', '::', '*']);

if (address) {
  const net = require('node:net');
  const dgram = require('node:dgram');
  const listen = net.Server.prototype.listen;
  net.Server.prototype.listen = function (...args) {
    return listen.apply(this, withAddress(args));
  };

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
