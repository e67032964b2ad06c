import type { Fixture } from './fixture.js';
import { measure } from './load.js';
import { collection } from './objects.js';

/** Lets the server compile what every row runs, so that the first row is not the one that pays for it. */
export async function warmUp(fixture: Fixture): Promise<void> {
  const namespace = 'bench-warm-up';
  const configMaps = collection('configmaps', namespace);
  await fixture.configMaps(namespace, 3_000);
  await fixture.pods(namespace, await fixture.podsOf(1_000, namespace), { from: 0, to: 1_000 });
  await measure(fixture.server, {
    clients: 16,
    seconds: 1,
    next: (index) => ({ method: 'GET', path: `${configMaps}/object-${index % 3_000}` }),
  });
  for (const path of [configMaps, collection('pods', namespace)]) await fixture.send({ method: 'DELETE', path });
}
