import type { Informer } from '@sampan/client';

/** Waits until `holds`, which any change that one of `informers` tells of may bring about. */
export async function untilHolds(
  informers: readonly Pick<Informer<never>, 'subscribe'>[],
  holds: () => boolean,
): Promise<void> {
  const ends: (() => void)[] = [];
  await new Promise<void>((resolve) => {
    const check = (): void => (holds() ? resolve() : undefined);
    for (const informer of informers) ends.push(informer.subscribe({ added: check, updated: check, deleted: check }));
    check();
  });
  for (const end of ends) end();
}
