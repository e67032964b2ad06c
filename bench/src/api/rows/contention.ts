import type { Connection } from '../connection.js';
import type { Fixture, Row } from '../fixture.js';
import { isSuccess, type Load, measure } from '../load.js';
import { collection } from '../objects.js';
import { kubeApiserver } from '../yardstick.js';
import { mergePatch } from './updates.js';

/** Sixteen writers of one object. What fails for a conflict costs time and CPU, and counts for nothing. */
export function contention(fixture: Fixture): Row[] {
  const contend = async (namespace: string, next: (path: string) => Load['next']) => {
    await fixture.configMaps(namespace, 1);
    return measure(fixture.server, {
      clients: 16,
      seconds: fixture.seconds,
      next: next(`${collection('configmaps', namespace)}/object-0`),
      succeeded: (answer) => answer.status !== 409 && isSuccess(answer),
    });
  };
  return [
    {
      name: 'one object: get and PUT, 16 writers',
      yardstick: kubeApiserver.contendedPut,
      run: () => contend('bench-contended-put', (path) => (index) => getAndPut(path, index)),
    },
    {
      name: 'one object: merge PATCH, 16 writers',
      yardstick: kubeApiserver.contendedPatch,
      run: () =>
        contend('bench-contended-patch', (path) => (index) => ({
          path,
          ...mergePatch({ data: { index: String(index) } }),
        })),
    },
  ];
}

function getAndPut(path: string, index: number) {
  return async (connection: Connection) => {
    const answer = await connection.send({ method: 'GET', path });
    isSuccess(answer);
    const object = JSON.parse(answer.body.toString());
    object.data.index = String(index);
    return connection.send({ method: 'PUT', path, body: JSON.stringify(object) });
  };
}
