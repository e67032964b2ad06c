import { expect, it } from 'vitest';
import type { ImageProgress } from '../../drivers/image-service.js';
import { containerArgv } from '../../images/container-argv.js';
import type { ConformanceGroup } from './describe-driver.js';

/** Every driver can have this one. */
const reference = 'busybox:1.36';

export const imageTests: readonly ConformanceGroup[] = [
  {
    name: 'images',
    tests: (bench) => {
      it('are made ready, and run', async () => {
        const { driver, start, said } = bench();
        const steps: ImageProgress[] = [];
        const image = await driver.images.ensure({ reference, command: [] }, (step) => steps.push(step));
        expect(['present', 'pulled']).toContain(steps.at(-1)?.step);
        const argv = containerArgv({ args: ['echo', 'it', 'runs'] }, image);
        const { id: imageID, rootfs, env } = image;
        const container = await start(argv, { imageID, rootfs, env: new Map(Object.entries(env)) });
        expect(await said(container)).toBe('it runs\n');
      });

      it('have names that can be read', async () => {
        const ensured = bench().driver.images.ensure({ reference: 'No:Name:', command: [] }, () => undefined);
        await expect(ensured).rejects.toMatchObject({ name: 'ImageError', reason: 'InvalidImageName' });
      });

      it('are not fetched where that is not wanted', async () => {
        const missing = { reference: 'registry.invalid/none:1', command: [], pullPolicy: 'Never' };
        const ensured = bench().driver.images.ensure(missing, () => undefined);
        await expect(ensured).rejects.toMatchObject({ name: 'ImageError', reason: 'ErrImageNeverPull' });
      });
    },
  },
  {
    name: 'stored images',
    needs: 'images',
    tests: (bench) => {
      it('are listed until they are removed', async () => {
        const { images } = bench().driver;
        const { id } = await images.ensure({ reference, command: [] }, () => undefined);
        expect(await images.list()).toContainEqual(expect.objectContaining({ id }));
        await images.remove(id);
        expect((await images.list()).map((image) => image.id)).not.toContain(id);
      });
    },
  },
];
