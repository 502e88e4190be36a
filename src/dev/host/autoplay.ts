/**
 * Runs in every frame of the page. A Chromium under playwright lets sound out unasked, whatever its flags say; this
 * gives back the desktop's rule: silent until a real click or key press came in that very frame.
 */
export function desktopAutoplay(): void {
  let touched = false;
  const touch = (event: Event): void => {
    if (event.isTrusted) touched = true;
  };
  const listen = (): void => {
    for (const type of ["pointerdown", "mousedown", "keydown"])
      window.addEventListener(type, touch, true);
  };
  listen();
  // VS Code writes a webview's page with document.open(), which drops the window's listeners
  Document.prototype.open = new Proxy(Document.prototype.open, {
    apply: (open, document, parts: never) => {
      const result: unknown = Reflect.apply(open, document, parts);
      listen();
      return result;
    },
  });

  const Original = window.AudioContext;
  window.AudioContext = class extends Original {
    constructor(options?: AudioContextOptions) {
      super(options);
      if (!touched) void super.suspend();
    }
    override resume(): Promise<void> {
      return touched ? super.resume() : new Promise<void>(() => {});
    }
  };
  // an <audio> needs a click of its own, from which it must be played within seconds; from then on it is free
  const free = new WeakSet<HTMLMediaElement>();
  const play = HTMLMediaElement.prototype.play;
  HTMLMediaElement.prototype.play = function (this: HTMLMediaElement) {
    if (navigator.userActivation.isActive) free.add(this);
    if (free.has(this) || this.muted) return play.call(this);
    return Promise.reject(new DOMException("play() needs a click first.", "NotAllowedError"));
  };
}
