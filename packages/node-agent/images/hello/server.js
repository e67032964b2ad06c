// The bundled image `hello`: a web server that shows where it runs. Nothing to install, nothing to configure.
import { createServer } from 'node:http';

const version = process.env.HELLO_VERSION ?? 'latest';
const started = Date.now();
let stopping = false;

const answers = {
  '/': () => text(200, greeting()),
  '/json': () => json(about()),
  '/env': () => json(process.env),
  '/healthz': () => text(200, 'ok\n'),
  '/readyz': () => (stopping ? text(503, 'stopping\n') : text(200, 'ok\n')),
};

const server = createServer((request, response) => {
  const path = (request.url ?? '/').split('?', 1)[0];
  const { status, type, body } = (answers[path] ?? (() => text(404, `no such page: ${path}\n`)))();
  if (stopping) response.setHeader('connection', 'close');
  response.writeHead(status, { 'content-type': type, 'content-length': Buffer.byteLength(body) });
  response.end(request.method === 'HEAD' ? undefined : body);
  console.log(`${request.method} ${request.url} ${status}`);
});

server.on('error', (error) => {
  console.error(`cannot listen: ${error.message}`);
  process.exit(1);
});
server.listen({ host: process.env.HOST ?? '0.0.0.0', port: Number(process.env.PORT ?? 8080) }, () => {
  const { address, port } = server.address();
  console.log(`hello ${version} listens on ${address}:${port}`);
});

// Connections that are on their way when the signal comes are still served; then idle ones are closed, requests that are
// under way are answered, and the program ends.
const lameDuckMilliseconds = 500;
for (const signal of ['SIGTERM', 'SIGINT']) {
  process.on(signal, () => {
    if (stopping) process.exit(1);
    stopping = true;
    console.log(`${signal}: finishing`);
    setTimeout(() => {
      server.close(() => process.exit(0));
      server.closeIdleConnections();
    }, lameDuckMilliseconds);
  });
}

function about() {
  return {
    version,
    pid: process.pid,
    pod: process.env.POD_NAME ?? process.env.HOSTNAME ?? '',
    namespace: process.env.POD_NAMESPACE ?? '',
    node: process.env.NODE_NAME ?? '',
    ip: process.env.POD_IP ?? '',
    message: process.env.MESSAGE ?? '',
    uptimeSeconds: Math.round((Date.now() - started) / 1000),
    env: process.env,
  };
}

function greeting() {
  const { pod, namespace, node, ip, message } = about();
  const lines = [`hello ${version} from ${pod}`, `namespace: ${namespace}`, `node: ${node}`, `ip: ${ip}`];
  return `${[...lines, ...(message === '' ? [] : [message])].join('\n')}\n`;
}

function text(status, body) {
  return { status, type: 'text/plain; charset=utf-8', body };
}

function json(value) {
  return { status: 200, type: 'application/json', body: `${JSON.stringify(value, null, 2)}\n` };
}
