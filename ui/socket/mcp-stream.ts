import type { LineStream } from "../../mcp/front/index.ts";
import { lineCutter } from "./lines.ts";
import { LONGEST_MESSAGE } from "./mcp-wire.ts";

/** What has come and not been taken: above it the connection is not read. */
const FULL_BYTES = 1024 * 1024;
/** What has not been sent although nobody waits for it: above it the other side is gone for us. */
const STUCK_BYTES = 64 * 1024 * 1024;

/** The connection below, as far as it is needed. */
export interface Pipe {
  /** How many bytes it has taken. */
  write(bytes: Uint8Array): number;
  pause(): void;
  resume(): void;
  /** After what has been written. */
  end(): void;
  /** At once. */
  terminate(): void;
}

/** A stream of lines over a connection, with the events of the connection to be told. */
export interface McpStream extends LineStream {
  received(chunk: Buffer): void;
  drained(): void;
  ended(): void;
}

export function mcpStream(pipe: Pipe): McpStream {
  const cut = lineCutter(LONGEST_MESSAGE);
  const queue: Buffer[] = [];
  let queued = 0;
  let isPaused = false;
  let hasEnded = false;
  let isClosing = false;
  let wake: (() => void) | null = null;
  let unsent: Buffer[] = [];
  let unsentBytes = 0;
  let waiting: (() => void)[] = [];

  const wakeReader = () => {
    wake?.();
    wake = null;
  };

  function flush(): void {
    while (unsent.length > 0) {
      const bytes = unsent.length === 1 ? unsent[0]! : Buffer.concat(unsent);
      const written = hasEnded ? bytes.length : Math.max(0, pipe.write(bytes));
      unsentBytes = bytes.length - written;
      unsent = unsentBytes > 0 ? [bytes.subarray(written)] : [];
      if (unsentBytes > 0) return;
    }
    const told = waiting;
    waiting = [];
    for (const tell of told) tell();
    if (isClosing && !hasEnded) pipe.end();
  }

  async function* lines(): AsyncGenerator<string> {
    for (;;) {
      const line = queue.shift();
      if (line) {
        queued -= line.length;
        if (isPaused && queued < FULL_BYTES) {
          isPaused = false;
          pipe.resume();
        }
        yield line.toString("utf8").trimEnd();
      } else if (hasEnded || isClosing) return;
      else await new Promise<void>((resolve) => (wake = resolve));
    }
  }

  return {
    lines: lines(),
    write(line) {
      if (hasEnded || isClosing) return;
      const bytes = Buffer.from(`${line}\n`);
      unsent.push(bytes);
      unsentBytes += bytes.length;
      if (unsent.length === 1) flush();
      if (unsentBytes === 0) return;
      if (unsentBytes > STUCK_BYTES + bytes.length) return pipe.terminate();
      return new Promise((resolve) => waiting.push(resolve));
    },
    close() {
      isClosing = true;
      wakeReader();
      flush();
    },
    received(chunk) {
      for (const line of cut(chunk)) {
        queue.push(line);
        queued += line.length;
      }
      if (queued >= FULL_BYTES && !isPaused) {
        isPaused = true;
        pipe.pause();
      }
      wakeReader();
    },
    drained: flush,
    ended() {
      hasEnded = true;
      wakeReader();
      flush();
    },
  };
}
