/** What one client may take. Times in milliseconds. */
export interface Limits {
  /** Bytes of a request's body. */
  readonly bodyBytes: number;
  /** Levels of lists and objects inside each other. */
  readonly bodyDepth: number;
  /** For all the headers of a request. */
  readonly headersTime: number;
  /** For the whole request. */
  readonly requestTime: number;
  /** For a client to take the next piece of an answer. */
  readonly sendTime: number;
  /** An open connection without a request. */
  readonly idleTime: number;
  readonly connections: number;
  /** Requests to one model that wait for their turn. */
  readonly waiting: number;
  /** A request waits so long for its model to be loaded, then it is told to come again. */
  readonly loadTime: number;
  /** For requests that run when the server is closed. */
  readonly drainTime: number;
}

export const defaultLimits: Limits = {
  bodyBytes: 16 * 1024 * 1024,
  bodyDepth: 100,
  headersTime: 10_000,
  requestTime: 60_000,
  sendTime: 30_000,
  idleTime: 10_000,
  connections: 512,
  waiting: 64,
  loadTime: 20_000,
  drainTime: 5_000,
};
