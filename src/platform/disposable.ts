/** Holds a resource until told to let go. Same shape as `vscode.Disposable`. */
export interface Disposable {
  dispose(): void;
}

/** Owns disposables and releases them in reverse order. What is added after disposal is released at once. */
export class DisposableStore implements Disposable {
  #owned: Disposable[] | undefined = [];

  add<T extends Disposable>(item: T): T {
    if (this.#owned) this.#owned.push(item);
    else item.dispose();
    return item;
  }

  /** Releases everything, also when one of them throws; the first failure is thrown at the end. */
  dispose(): void {
    const owned = this.#owned?.reverse() ?? [];
    this.#owned = undefined;
    const failures: unknown[] = [];
    for (const item of owned) {
      try {
        item.dispose();
      } catch (error) {
        failures.push(error);
      }
    }
    if (failures.length) throw failures[0];
  }
}
