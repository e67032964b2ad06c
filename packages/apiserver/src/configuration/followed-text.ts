/** A text that may change: that of a file, for one. */
export interface FollowedText {
  readonly text: string;
  /** Calls back with each text that follows, until what it returns is called. */
  follow(onText: (text: string) => void): () => void;
}
