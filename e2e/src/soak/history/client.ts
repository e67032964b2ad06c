import type { TestCluster } from '../../support/cluster.js';
import { call, type HttpAnswer, type HttpCall } from '../../support/http.js';
import { collection, labels, type StoredValue } from './collection.js';
import type { ReadRecord, WriteRecord } from './history.js';

/** A client that writes down everything that it does. */
export interface RecordingClient {
  /** The version that is there. */
  read(key: string): Promise<{ revision: number; value: string } | 'absent' | 'unknown'>;
  create(key: string, value: string): Promise<WriteRecord>;
  update(key: string, value: string, replaces: number): Promise<WriteRecord>;
  remove(key: string, replaces: number): Promise<WriteRecord>;
}

export function recordingClient(
  cluster: TestCluster,
  records: { writes: WriteRecord[]; reads: ReadRecord[] },
): RecordingClient {
  async function timed(path: string, request: HttpCall = {}) {
    const sent = performance.now();
    const answer = await call(cluster, path, request).catch(() => undefined);
    return { sent, answered: performance.now(), answer };
  }

  async function write(
    what: Omit<WriteRecord, 'sent' | 'answered' | 'outcome'>,
    path: string,
    request: HttpCall,
  ): Promise<WriteRecord> {
    const { sent, answered, answer } = await timed(path, request);
    const record = { ...what, sent, answered, outcome: outcomeOf(answer) };
    records.writes.push(record);
    return record;
  }

  const body = (key: string, value: string, resourceVersion?: number) => ({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: key, labels, ...(resourceVersion && { resourceVersion: String(resourceVersion) }) },
    data: { value },
  });

  return {
    read: async (key) => {
      const { sent, answered, answer } = await timed(`${collection}/${key}`);
      if (answer?.status === 404) {
        records.reads.push({ key, sent, answered });
        return 'absent';
      }
      if (answer?.status !== 200) return 'unknown';
      const { metadata, data } = answer.json as StoredValue;
      const found = { revision: Number(metadata.resourceVersion), value: data?.value ?? '' };
      records.reads.push({ key, sent, answered, ...found });
      return found;
    },
    create: (key, value) =>
      write({ type: 'create', key, value }, collection, { method: 'POST', body: body(key, value) }),
    update: (key, value, replaces) =>
      write({ type: 'update', key, value, replaces }, `${collection}/${key}`, {
        method: 'PUT',
        body: body(key, value, replaces),
      }),
    remove: (key, replaces) =>
      write({ type: 'delete', key, replaces }, `${collection}/${key}`, {
        method: 'DELETE',
        body: { preconditions: { resourceVersion: String(replaces) } },
      }),
  };
}

/** 404 and 409 say that nothing was written; of a delete that was done the revision is not told. */
function outcomeOf(answer: HttpAnswer | undefined): WriteRecord['outcome'] {
  if (answer?.status === 404 || answer?.status === 409) return { type: 'refused' };
  if (answer?.status !== 200 && answer?.status !== 201) return { type: 'unknown' };
  const { metadata } = answer.json as StoredValue;
  return { type: 'done', revision: Number(metadata?.resourceVersion ?? 0) };
}
