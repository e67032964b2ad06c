import type { Logger } from '@sampan/client';
import type { ImageService } from '../../image-service.js';
import { followHostImages } from './host-images.js';
import { resolveImage } from './resolve-image.js';

/** The programs of this host that stand for images: there is nothing to fetch, and nothing to remove. */
export async function openHostImages({
  imagesFile,
  logger,
}: {
  imagesFile?: string;
  logger: Logger;
}): Promise<ImageService & { close(): void }> {
  const hostImages = await followHostImages(imagesFile, logger);
  return {
    ensure: async (request, progress) => {
      const image = await resolveImage(request, hostImages.images);
      progress({ step: 'present' });
      return image;
    },
    list: async () =>
      [...hostImages.images.keys()].map((name) => ({ id: `host://${name}`, names: [name], sizeBytes: 0 })),
    remove: async (id) => {
      throw new Error(`${id} is a program of this host: \`sampan image rm\` makes it stand for an image no more`);
    },
    subscribe: (changed) => hostImages.subscribe(changed),
    close: () => hostImages.stop(),
  };
}
