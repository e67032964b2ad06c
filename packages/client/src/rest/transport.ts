/** How bytes reach an API server: over HTTPS, or by a function call into a server in this process. */
export interface Transport {
  /** Resolves when the answer's head is there, whatever its status; rejects when no answer came. */
  request(request: HttpRequest): Promise<HttpResponse>;
  /** Ends idle connections and those in use. */
  close(): Promise<void>;
}

export interface HttpRequest {
  method: string;
  /** With the query. */
  path: string;
  /** By lower-case name. */
  headers?: Record<string, string>;
  body?: string | Uint8Array;
  /** Ends the request, also while its answer's body is being read. */
  signal?: AbortSignal;
}

/** An answer. Its body is read once: by `text` or by iteration. */
export interface HttpResponse {
  status: number;
  /** By lower-case name; several of one name are joined by `, `. */
  headers: Record<string, string>;
  body: AsyncIterable<Uint8Array>;
  text(): Promise<string>;
}
