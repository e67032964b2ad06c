/** The files of a volume by their paths in it. */
export type Payload = Map<string, PayloadFile>;

export interface PayloadFile {
  data: Buffer;
  /** Permission bits. */
  mode: number;
}
