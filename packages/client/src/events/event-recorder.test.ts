import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type ConfigMap, type CoreV1Event, TestClock } from '@sampan/api';
import { afterEach, describe, expect, it } from 'vitest';
import { type Client, createClient } from '../rest/client.js';
import { createHttpTransport } from '../rest/http-transport.js';
import { createEventRecorder, type EventRecorder } from './event-recorder.js';

let server: Server | undefined;
let client: Client | undefined;

afterEach(async () => {
  await client?.transport.close();
  server?.closeAllConnections();
  await new Promise((resolve) => server?.close(resolve));
});

/** A recorder, and the writes that its server saw. */
async function start(): Promise<{ recorder: EventRecorder; seen: { method: string; event: CoreV1Event }[] }> {
  const seen: { method: string; event: CoreV1Event }[] = [];
  server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    seen.push({ method: request.method ?? '', event: JSON.parse(body) });
    response.end(JSON.stringify({ kind: 'Event', metadata: {}, ...JSON.parse(body) }));
  });
  await new Promise<void>((resolve) => server?.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  client = createClient(createHttpTransport({ server: `http://127.0.0.1:${port}` }));
  return { recorder: createEventRecorder(client, { clock: new TestClock(), component: 'tester' }), seen };
}

const configMap = (name: string): ConfigMap => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name, namespace: 'shop', uid: name },
});

describe('the event recorder', () => {
  it('creates an event, and counts it up when it happens again', async () => {
    const { recorder, seen } = await start();
    recorder.event(configMap('web'), 'Warning', 'Failed', 'no');
    recorder.event(configMap('web'), 'Warning', 'Failed', 'no');
    await recorder.flushed();
    expect(seen).toMatchObject([
      {
        method: 'POST',
        event: {
          involvedObject: { kind: 'ConfigMap', namespace: 'shop', name: 'web' },
          type: 'Warning',
          reason: 'Failed',
          message: 'no',
          source: { component: 'tester' },
          count: 1,
        },
      },
      { method: 'PATCH', event: { count: 2 } },
    ]);
  });

  it('goes on after events that were too many about one object', async () => {
    const { recorder, seen } = await start();
    for (let times = 0; times < 30; times++) {
      recorder.event(configMap('noisy'), 'Warning', 'Failed', 'no');
      await recorder.flushed();
    }
    expect(seen).toHaveLength(25);
    recorder.event(configMap('web'), 'Normal', 'Started', 'yes');
    await recorder.flushed();
    expect(seen.at(-1)).toMatchObject({ method: 'POST', event: { involvedObject: { name: 'web' } } });
  });
});
