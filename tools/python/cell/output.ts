import { machineNow } from "./machine-time.ts";

/** Standard output and standard error on their way to the parent, within the limit. */
export interface Output {
  begin(mostBytes: number): void;
  write(stream: StreamName, bytes: Uint8Array): void;
  /** Sends what has waited for long enough. */
  look(): void;
  flush(): void;
  isCut(): boolean;
  /** As much again as is kept was written for nothing. */
  isTooMuch(): boolean;
}

export type StreamName = "stdout" | "stderr";

/** Small writes are sent together: so many bytes, or so many milliseconds after the first. */
const BATCH_BYTES = 16 * 1024;
const BATCH_MS = 30;
const LEAST_PATIENCE_BYTES = 64 * 1024;

export function createOutput(send: (stream: StreamName, bytes: Uint8Array) => void): Output {
  const held: Record<StreamName, Uint8Array> = { stdout: NOTHING, stderr: NOTHING };
  let parts: Uint8Array[] = [];
  let waiting = 0;
  let since = 0;
  let current: StreamName = "stdout";
  let limit = 0;
  let left = 0;
  let dropped = 0;

  const flush = (isEnd: boolean): void => {
    if (waiting > 0) {
      const bytes = join([held[current], ...parts]);
      const whole = isEnd ? bytes.length : wholeCharacters(bytes);
      held[current] = bytes.slice(whole);
      parts = [];
      waiting = 0;
      if (whole > 0) send(current, bytes.subarray(0, whole));
    }
    if (!isEnd) return;
    for (const stream of ["stdout", "stderr"] as const) {
      if (held[stream].length > 0) send(stream, held[stream]);
      held[stream] = NOTHING;
    }
  };

  return {
    begin(mostBytes) {
      held.stdout = NOTHING;
      held.stderr = NOTHING;
      parts = [];
      waiting = 0;
      limit = mostBytes;
      left = mostBytes;
      dropped = 0;
    },
    write(stream, bytes) {
      const kept = bytes.slice(0, Math.min(bytes.length, left));
      dropped += bytes.length - kept.length;
      left -= kept.length;
      if (kept.length === 0) return;
      if (stream !== current) flush(false);
      current = stream;
      if (waiting === 0) since = machineNow();
      parts.push(kept);
      waiting += kept.length;
      if (waiting >= BATCH_BYTES) flush(false);
    },
    look() {
      if (waiting > 0 && machineNow() - since >= BATCH_MS) flush(false);
    },
    flush: () => flush(true),
    isCut: () => dropped > 0,
    isTooMuch: () => dropped > Math.max(limit, LEAST_PATIENCE_BYTES),
  };
}

const NOTHING = new Uint8Array(0);

function join(parts: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

/** How many bytes there are without a UTF-8 character that is only begun at the end. */
export function wholeCharacters(bytes: Uint8Array): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back += 1) {
    const byte = bytes[bytes.length - back]!;
    if (byte < 0x80) return bytes.length;
    if (byte < 0xc0) continue;
    const length = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2;
    return length > back ? bytes.length - back : bytes.length;
  }
  return bytes.length;
}
