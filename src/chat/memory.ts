/** One thing that outlives the window. */
export interface Memory<T> {
  /** Undefined when nothing is kept. */
  read(): T | undefined;
  write(value: T | undefined): void;
}
