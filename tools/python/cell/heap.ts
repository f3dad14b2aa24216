/** Linear memory: grows as the program asks, up to what its run may have. */
export interface Heap {
  limit(bytes: number): void;
  /** `emscripten_resize_heap`: 1 when there are at least so many bytes. */
  resize(bytes: number, original: (bytes: number) => number): number;
  most(): number;
  /** Bytes refused since `limit`. */
  wasRefused(): boolean;
  /** Our own code, at the end of a run, may go a little above it. */
  allowSlack(): void;
}

const PAGE_BYTES = 65_536;
const SLACK_BYTES = 8 * 1024 * 1024;

export function createHeap(memory: () => WebAssembly.Memory): Heap {
  let limit = Infinity;
  let isRefused = false;

  return {
    limit(bytes) {
      limit = bytes;
      isRefused = false;
    },
    resize(wanted, original) {
      const bytes = wanted >>> 0;
      if (bytes > limit) {
        isRefused = true;
        return 0;
      }
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
    },
    most: () => Math.min(limit, 2 ** 31),
    wasRefused: () => isRefused,
    allowSlack() {
      limit += SLACK_BYTES;
    },
  };
}
