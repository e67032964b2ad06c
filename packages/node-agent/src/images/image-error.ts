/** Why there is no program for an image: the container waits with `reason` and `message`. */
export class ImageError extends Error {
  /** `ErrImagePull`, `InvalidImageName`, `ErrImageNeverPull`. */
  readonly reason: string;

  constructor(reason: string, message: string) {
    super(message);
    this.name = 'ImageError';
    this.reason = reason;
  }
}
