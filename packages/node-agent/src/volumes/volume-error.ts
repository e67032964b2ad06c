/** Why a volume cannot be set up; the message follows `MountVolume.SetUp failed for volume "x" : `. */
export class VolumeError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'VolumeError';
  }
}
