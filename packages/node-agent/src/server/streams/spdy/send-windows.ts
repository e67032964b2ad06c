/** What may be sent before the first WINDOW_UPDATE, for a stream and for the session (SPDY/3.1, 2.6.8). */
export const initialWindow = 64 * 1024;
const maxWindow = 2 ** 31 - 1;

/**
 * How much the peer lets us send. Kubernetes' own library keeps no windows, and one who waited for its WINDOW_UPDATE
 * would wait for ever; a peer that does keep them says so before anything is sent to it, by SETTINGS or by a
 * WINDOW_UPDATE, and from then on it is held to what it says.
 */
export class SendWindows {
  readonly #streams = new Map<number, number>();
  #session = initialWindow;
  #initial = initialWindow;
  #sessionIsKept = false;
  #streamsAreKept = false;

  open(id: number): void {
    this.#streams.set(id, this.#initial);
  }

  close(id: number): void {
    this.#streams.delete(id);
  }

  /** Bytes that may be sent on a stream now. */
  room(id: number): number {
    const session = this.#sessionIsKept ? this.#session : Number.POSITIVE_INFINITY;
    const stream = this.#streamsAreKept ? (this.#streams.get(id) ?? 0) : Number.POSITIVE_INFINITY;
    return Math.max(0, Math.min(session, stream));
  }

  spend(id: number, bytes: number): void {
    this.#session -= bytes;
    this.#add(id, -bytes);
  }

  /** A WINDOW_UPDATE; `id` 0 is the session's. False when the window would overflow, which is an error of the peer's. */
  credit(id: number, bytes: number): boolean {
    if (id === 0) {
      this.#sessionIsKept = true;
      this.#session += bytes;
      return this.#session <= maxWindow;
    }
    this.#streamsAreKept = true;
    this.#add(id, bytes);
    return (this.#streams.get(id) ?? 0) <= maxWindow;
  }

  /** SETTINGS_INITIAL_WINDOW_SIZE: the windows of open streams move by the difference, and may become negative. */
  setInitial(bytes: number): void {
    this.#streamsAreKept = true;
    const difference = bytes - this.#initial;
    this.#initial = bytes;
    for (const id of this.#streams.keys()) this.#add(id, difference);
  }

  #add(id: number, bytes: number): void {
    const window = this.#streams.get(id);
    if (window !== undefined) this.#streams.set(id, window + bytes);
  }
}
