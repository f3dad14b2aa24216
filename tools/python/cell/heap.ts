/** Linear memory: grows as the program asks, up to what its run may have. */
export interface Heap {
  /** Takes hold of Emscripten's own way to grow, and answers the one that keeps to the limit. */
  attach(original: Grow): Grow;
  limit(bytes: number): void;
  growTo(bytes: number): void;
  most(): number;
  /** Our own code, at the end of a run, may go a little above it. */
  allowSlack(): void;
}

/** 1 when there are at least so many bytes, else 0. */
type Grow = (bytes: number) => number;

const PAGE_BYTES = 65_536;
const SLACK_BYTES = 8 * 1024 * 1024;
const MOST_BYTES = 2 ** 31;

export function createHeap(memory: () => WebAssembly.Memory): Heap {
  let limit = Infinity;
  let hasSlack = false;
  let original: Grow = () => 0;

  const resize: Grow = (wanted) => {
    const bytes = wanted >>> 0;
    if (bytes > limit) return 0;
    // Emscripten grows by a fifth at a time; never above the limit.
    const target = memory();
    const { grow } = WebAssembly.Memory.prototype;
    const most = Math.floor((limit - target.buffer.byteLength) / PAGE_BYTES);
    target.grow = (pages) => grow.call(target, Math.min(pages, most));
    try {
      return original(bytes);
    } finally {
      Reflect.deleteProperty(target, "grow");
    }
  };
  return {
    attach(grow) {
      original = grow;
      return resize;
    },
    limit(bytes) {
      limit = bytes;
      hasSlack = false;
    },
    growTo(bytes) {
      if (bytes <= memory().buffer.byteLength) return;
      limit = bytes;
      if (!resize(bytes)) throw new Error("There is not as much memory as the checkpoint needs.");
    },
    most: () => Math.min(limit, MOST_BYTES),
    allowSlack() {
      if (!hasSlack) limit += SLACK_BYTES;
      hasSlack = true;
    },
  };
}
