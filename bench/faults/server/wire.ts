import { writeSync } from "node:fs";

import type { JsonObject, JsonValue } from "../../../kernel/json.ts";

export type RequestId = string | number;

/** Writes to standard output at once and in order, so that not even a kill takes back what was written. */
export function raw(bytes: string | Uint8Array): void {
  const buffer = Buffer.from(bytes as string);
  for (let at = 0; at < buffer.length;) {
    try {
      at += writeSync(1, buffer, at);
    } catch (error) {
      const code = (error as { code?: string }).code;
      // Nobody listens any more.
      if (code === "EPIPE") process.exit(0);
      if (code !== "EAGAIN") throw error;
      Bun.sleepSync(1);
    }
  }
}

export function send(message: JsonObject): void {
  raw(`${JSON.stringify({ jsonrpc: "2.0", ...message })}\n`);
}

export function reply(id: RequestId, result: JsonValue): void {
  send({ id, result });
}

export function notify(method: string, params: JsonObject = {}): void {
  send({ method, params });
}
