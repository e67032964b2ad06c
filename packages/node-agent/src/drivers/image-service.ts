import type { Notice } from './notice.js';

/** Has the images that containers are made from. */
export interface ImageService {
  /** Makes an image ready to run, and tells how that goes on. Rejects with an ImageError that says what to do. */
  ensure(request: ImageRequest, progress: (step: ImageProgress) => void): Promise<Image>;
  /** The images that are here. */
  list(): Promise<StoredImage[]>;
  /** Removes an image that nobody uses. */
  remove(id: string): Promise<void>;
  /** Calls back when there are others, so that what waits for one tries again; returns what ends that. */
  subscribe(changed: () => void): () => void;
}

export interface ImageRequest {
  /** As the pod names it. */
  reference: string;
  pullPolicy?: string;
  /** The container's own, which replaces what the image would run. */
  command: readonly string[];
}

/** `present` where nothing has to be fetched. */
export type ImageProgress =
  | { step: 'present' }
  | { step: 'pulling' }
  | { step: 'pulled'; milliseconds: number; sizeBytes: number };

/** What an image contributes to a container. */
export interface Image {
  /** `status.containerStatuses[].imageID`. */
  id: string;
  /** What the container's own `command` and `args` replace, as an image's ENTRYPOINT and CMD. */
  entrypoint: readonly string[];
  args: readonly string[];
  env: Readonly<Record<string, string>>;
  /** The folder that is the container's `/`; the host's own without one. */
  rootfs?: string;
  /** The signal that asks its program to end, where the container names none (STOPSIGNAL). */
  stopSignal?: string;
  /** A program that commands may call by this name lies here. */
  renamed?: { name: string; path: string };
  /** What people should know of it. */
  notice?: Notice;
}

export interface StoredImage {
  id: string;
  /** References that name it. */
  names: readonly string[];
  sizeBytes: number;
}
