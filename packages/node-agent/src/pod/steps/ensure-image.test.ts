import { expect, it } from 'vitest';
import type { ImageProgress } from '../../drivers/image-service.js';
import { imageEvent } from './ensure-image.js';

it.each<[ImageProgress, string, string]>([
  [{ step: 'present' }, 'Pulled', 'Container image "a:1" already present on machine and can be accessed by the pod'],
  [{ step: 'pulling' }, 'Pulling', 'Pulling image "a:1"'],
  [
    { step: 'pulled', milliseconds: 1204, sizeBytes: 42 },
    'Pulled',
    'Successfully pulled image "a:1" in 1.204s (1.204s including waiting). Image size: 42 bytes.',
  ],
])('%j is told in the words of the kubelet', (progress, reason, message) => {
  expect(imageEvent('a:1', progress)).toEqual([reason, message]);
});
