/** Keeps the beginning and the end of a stream that may be longer than there is room for. */
export interface Capture {
  add(chunk: Uint8Array): void;
  text(): string;
  readonly truncated: boolean;
}

export function createCapture(maxBytes: number): Capture {
  const headRoom = Math.ceil(maxBytes / 2);
  const tailRoom = maxBytes - headRoom;
  const head: Uint8Array[] = [];
  let headSize = 0;
  let tail: Uint8Array[] = [];
  let tailSize = 0;
  let total = 0;
  return {
    add(chunk) {
      total += chunk.length;
      const first = chunk.slice(0, headRoom - headSize);
      if (first.length > 0) head.push(first);
      headSize += first.length;
      if (first.length === chunk.length) return;
      tail.push(chunk.slice(first.length));
      tailSize += chunk.length - first.length;
      // Joined only now and then, so that many small chunks cost no more than a few large ones.
      if (tailSize <= 2 * tailRoom + 65_536) return;
      tail = [lastBytes(tail, tailRoom)];
      tailSize = tailRoom;
    },
    text() {
      const start = Buffer.concat(head);
      const end = lastBytes(tail, tailRoom);
      const left = total - start.length - end.length;
      if (left === 0) return Buffer.concat([start, end]).toString("utf8");
      return `${start.toString("utf8")}\n… ${left} bytes left out …\n${end.toString("utf8")}`;
    },
    get truncated() {
      return total > maxBytes;
    },
  };
}

function lastBytes(chunks: readonly Uint8Array[], count: number): Buffer {
  const all = Buffer.concat(chunks);
  return all.subarray(Math.max(0, all.length - count));
}
