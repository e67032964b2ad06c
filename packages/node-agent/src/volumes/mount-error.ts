/** Thrown for the first volume that cannot be set up; the message is the kubelet's. */
export class MountError extends Error {
  constructor(volume: string, cause: unknown, step = 'SetUp') {
    super(
      `MountVolume.${step} failed for volume "${volume}" : ${cause instanceof Error ? cause.message : String(cause)}`,
    );
    this.name = 'MountError';
  }
}
