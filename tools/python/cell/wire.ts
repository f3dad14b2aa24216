import { readSync, writeSync } from "node:fs";
import type { FromCell, ToCell } from "./frames.ts";
import { nap } from "./machine-time.ts";

export interface ReceivedFrame {
  readonly frame: ToCell;
  readonly bytes: Uint8Array;
}

/** Frames over two pipes, blocking: nothing else happens in this process meanwhile. */
export interface Wire {
  /** Null: the parent has closed the pipe. */
  read(): ReceivedFrame | null;
  write(frame: FromCell, ...parts: readonly Uint8Array[]): void;
}

/** As in frames.ts, which a cell does not load: it would bring a schema library along. */
const HEADER_BYTES = 8;
const INPUT = 0;
const OUTPUT = 1;
/** Milliseconds until a pipe that does not block is looked at again. */
const PAUSE_MS = 1;

/** Everything it needs is taken hold of here: it goes on working when the globals are gone. */
export function openWire(): Wire {
  const encoder = new TextEncoder();
  const decoder = new TextDecoder();

  const fill = (bytes: Uint8Array): boolean => {
    let offset = 0;
    while (offset < bytes.length) {
      const got = patiently(() => readSync(INPUT, bytes, offset, bytes.length - offset, null));
      if (got === 0) return false;
      offset += got;
    }
    return true;
  };
  const empty = (bytes: Uint8Array): void => {
    let offset = 0;
    while (offset < bytes.length) {
      offset += patiently(() => writeSync(OUTPUT, bytes, offset, bytes.length - offset));
    }
  };
  const patiently = (transfer: () => number): number => {
    for (;;) {
      try {
        return transfer();
      } catch (error) {
        if (!isBusy(error)) throw error;
        nap(PAUSE_MS);
      }
    }
  };

  return {
    read() {
      const header = new Uint8Array(HEADER_BYTES);
      if (!fill(header)) return null;
      const view = new DataView(header.buffer);
      const jsonBytes = view.getUint32(4, true);
      const body = new Uint8Array(view.getUint32(0, true) - 4);
      if (!fill(body)) return null;
      // The parent is trusted: it is what started this process.
      const frame = JSON.parse(decoder.decode(body.subarray(0, jsonBytes))) as ToCell;
      return { frame, bytes: body.subarray(jsonBytes) };
    },
    write(frame, ...parts) {
      const json = encoder.encode(JSON.stringify(frame));
      const total = parts.reduce((sum, part) => sum + part.length, 4 + json.length);
      const head = new Uint8Array(HEADER_BYTES + json.length);
      const view = new DataView(head.buffer);
      view.setUint32(0, total, true);
      view.setUint32(4, json.length, true);
      head.set(json, HEADER_BYTES);
      empty(head);
      for (const part of parts) empty(part);
    },
  };
}

function isBusy(error: unknown): boolean {
  return typeof error === "object" && error !== null && "code" in error && error.code === "EAGAIN";
}
