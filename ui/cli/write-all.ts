import { writeSync } from "node:fs";

const RETRY_MS = 2;
const nap = new Int32Array(new SharedArrayBuffer(4));

/**
 * Writes everything before it returns, so that nothing is lost at the end of the process and a slow reader slows us
 * down. Throws what the descriptor says, `EPIPE` among it.
 */
export function writeAll(descriptor: number, text: string | Uint8Array): void {
  const bytes = typeof text === "string" ? Buffer.from(text) : text;
  for (let at = 0; at < bytes.length;) {
    try {
      at += writeSync(descriptor, bytes, at);
    } catch (error) {
      // Whoever started us may have left the pipe in its non-blocking mode.
      if ((error as NodeJS.ErrnoException).code !== "EAGAIN") throw error;
      Atomics.wait(nap, 0, 0, RETRY_MS);
    }
  }
}
