import type { Request } from '../connection.js';
import type { Fixture, Row } from '../fixture.js';
import { measure } from '../load.js';
import { collection, configMap } from '../objects.js';
import { kubeApiserver } from '../yardstick.js';

const clients = 16;
const objectsEach = 125;

/** Every writer has objects of its own. */
export function updates(fixture: Fixture): Row[] {
  const update = async (namespace: string, request: (name: string, index: number) => Omit<Request, 'path'>) => {
    await fixture.configMaps(namespace, clients * objectsEach);
    const path = collection('configmaps', namespace);
    return measure(fixture.server, {
      clients,
      seconds: fixture.seconds,
      next: (index, client) => {
        const name = `object-${client * objectsEach + (index % objectsEach)}`;
        return { path: `${path}/${name}`, ...request(name, index) };
      },
    });
  };
  return [
    {
      name: `PUT, ${clients} writers`,
      yardstick: kubeApiserver.put,
      run: () =>
        update('bench-put', (name, index) => ({ method: 'PUT', body: configMap(name, { index: String(index) }) })),
    },
    {
      name: `merge PATCH, ${clients} writers`,
      yardstick: kubeApiserver.patch,
      run: () => update('bench-patch', (_name, index) => mergePatch({ data: { index: String(index) } })),
    },
  ];
}

export function mergePatch(patch: object): Omit<Request, 'path'> {
  return { method: 'PATCH', contentType: 'application/merge-patch+json', body: JSON.stringify(patch) };
}
