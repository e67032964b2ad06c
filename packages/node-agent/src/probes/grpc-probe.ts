import { connect } from 'node:http2';
import type { GRPCAction } from '@sampan/api';
import { dialError } from './dial-error.js';
import type { NetworkProbeOptions } from './http-probe.js';
import type { ProbeResult } from './probe-result.js';

const serving = 1;

/** Asks the gRPC health service (`grpc.health.v1.Health/Check`); passes when it answers SERVING. */
export function grpcProbe(
  { port, service }: GRPCAction,
  { podIP, timeoutMs }: NetworkProbeOptions,
): Promise<ProbeResult> {
  return new Promise((resolve) => {
    const session = connect(`http://${podIP}:${port}`);
    const finish = (result: ProbeResult) => {
      session.destroy();
      resolve(result);
    };
    const timeout = AbortSignal.timeout(timeoutMs);
    timeout.addEventListener('abort', () =>
      finish({
        ok: false,
        output: `timeout: failed to connect service "${podIP}:${port}" within ${timeoutMs / 1000}s`,
      }),
    );
    session.on('error', (error) => finish({ ok: false, output: dialError(error, { host: podIP, port }) }));
    const stream = session.request({
      ':method': 'POST',
      ':path': '/grpc.health.v1.Health/Check',
      'content-type': 'application/grpc',
      te: 'trailers',
      'user-agent': 'kube-probe/1.36',
    });
    const chunks: Buffer[] = [];
    let status = '0';
    stream.on('trailers', (headers) => {
      status = String(headers['grpc-status'] ?? '0');
    });
    stream.on('data', (data: Buffer) => chunks.push(data));
    stream.on('error', (error) => finish({ ok: false, output: error.message }));
    stream.on('end', () => finish(healthOf(Buffer.concat(chunks), status)));
    stream.end(healthCheckRequest(service ?? ''));
  });
}

/** A frame (no compression, four bytes of length) around `HealthCheckRequest{service = 1}`. */
function healthCheckRequest(service: string): Buffer {
  const name = Buffer.from(service);
  const message = name.length === 0 ? Buffer.alloc(0) : Buffer.concat([Buffer.of(0x0a, name.length), name]);
  const head = Buffer.alloc(5);
  head.writeUInt32BE(message.length, 1);
  return Buffer.concat([head, message]);
}

/** `HealthCheckResponse{status = 1}`: a varint that fits one byte. */
function healthOf(answer: Buffer, grpcStatus: string): ProbeResult {
  if (grpcStatus !== '0') return { ok: false, output: `error: health rpc failed: rpc error: code = ${grpcStatus}` };
  const health = answer[5] === 0x08 ? answer[6] : 0;
  if (health === serving) return { ok: true, output: '' };
  const names = ['UNKNOWN', 'SERVING', 'NOT_SERVING', 'SERVICE_UNKNOWN'];
  return { ok: false, output: `service unhealthy (responded with "${names[health ?? 0] ?? 'UNKNOWN'}")` };
}
