import type { Container } from '@sampan/api';
import type { Image, ImageProgress, ImageService } from '../../drivers/image-service.js';
import type { TellOfContainer } from '../container-event.js';

/** Makes the image of a container ready, and tells of it in the kubelet's words. */
export async function ensureImage(
  { image: reference = '', imagePullPolicy: pullPolicy, command = [] }: Container,
  images: ImageService,
  tell: TellOfContainer,
): Promise<Image> {
  const image = await images.ensure({ reference, pullPolicy, command }, (step) => {
    const [reason, message] = imageEvent(reference, step);
    tell('Normal', reason, message);
  });
  const { notice } = image;
  if (notice !== undefined) tell(notice.type, notice.reason, notice.message);
  return image;
}

/** Reason and message of the event about a step. */
export function imageEvent(reference: string, progress: ImageProgress): [reason: string, message: string] {
  switch (progress.step) {
    case 'present':
      return ['Pulled', `Container image "${reference}" already present on machine and can be accessed by the pod`];
    case 'pulling':
      return ['Pulling', `Pulling image "${reference}"`];
    case 'pulled': {
      const time = formatDuration(progress.milliseconds);
      const took = `${time} (${time} including waiting)`;
      return [
        'Pulled',
        `Successfully pulled image "${reference}" in ${took}. Image size: ${progress.sizeBytes} bytes.`,
      ];
    }
  }
}

/** As Go prints a duration of that precision: `1.204s`, `35ms`. */
function formatDuration(milliseconds: number): string {
  return milliseconds < 1000 ? `${milliseconds}ms` : `${milliseconds / 1000}s`;
}
