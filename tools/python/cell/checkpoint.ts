import { Buffer } from "node:buffer";
import { type CleanPoint, rewindTo } from "./clean-point.ts";
import type { ClockState } from "./clock.ts";
import { copyPages, PAGE, putPages } from "./pages.ts";
import type { Parts } from "./parts.ts";
import type { RandomState } from "./random.ts";
import { recordTree, restoreTree, type TreeRecord } from "./tree-record.ts";

// Taken hold of before the globals are scrubbed.
const { zstdCompressSync, zstdDecompressSync } = Bun;

const MAGIC = 0x676c6221;
const VERSION = 1;
const HEAD_BYTES = 12;

interface Head {
  /** Of the clean point that this is a difference to. */
  readonly clean: string;
  readonly memoryBytes: number;
  readonly stackPointer: number;
  readonly pages: readonly number[];
  readonly tree: TreeRecord;
  readonly clock: ClockState;
  readonly random: RandomState;
  readonly umask: number;
}

/** What differs from the clean point: pages of memory, files, and what JavaScript counts for the interpreter. */
export function makeCheckpoint(parts: Parts, clean: CleanPoint): Uint8Array {
  const { interpreter } = parts;
  const memory = interpreter.bytes();
  const pages = clean.memory.dirty(memory);
  const { record, bytes } = recordTree(interpreter, clean.tree);
  const head: Head = {
    clean: clean.hash,
    memoryBytes: memory.length,
    stackPointer: interpreter.exports.__stack_pointer.value as number,
    pages,
    tree: record,
    clock: parts.clock.state(),
    random: parts.random.state(),
    umask: parts.mask.get(),
  };
  const json = new TextEncoder().encode(JSON.stringify(head));
  const start = Buffer.alloc(HEAD_BYTES);
  start.writeUInt32LE(MAGIC, 0);
  start.writeUInt32LE(VERSION, 4);
  start.writeUInt32LE(json.length, 8);
  return zstdCompressSync(Buffer.concat([start, json, copyPages(memory, pages), ...bytes]));
}

/** Throws when it is of another clean point, or no checkpoint; the cell is then not to be used. */
export function restoreCheckpoint(parts: Parts, clean: CleanPoint, packed: Uint8Array): void {
  const { interpreter } = parts;
  const whole = zstdDecompressSync(packed);
  if (whole.length < HEAD_BYTES || whole.readUInt32LE(0) !== MAGIC) {
    throw new Error("These bytes are no checkpoint.");
  }
  if (whole.readUInt32LE(4) !== VERSION) {
    throw new Error("The checkpoint was made by another version of Glassbox.");
  }
  const json = whole.subarray(HEAD_BYTES, HEAD_BYTES + whole.readUInt32LE(8));
  const head = JSON.parse(new TextDecoder().decode(json)) as Head;
  if (head.clean !== clean.hash) {
    throw new Error("The checkpoint belongs to other packages or another version of Glassbox.");
  }
  const pagesAt = HEAD_BYTES + json.length;
  const filesAt = pagesAt + head.pages.length * PAGE;
  if (!rewindTo(clean, interpreter))
    throw new Error("The interpreter's memory has grown too much.");
  parts.heap.growTo(head.memoryBytes);
  putPages(interpreter.bytes(), head.pages, whole.subarray(pagesAt, filesAt));
  interpreter.exports.__stack_pointer.value = head.stackPointer;
  restoreTree(interpreter, clean.tree, head.tree, whole.subarray(filesAt));
  parts.clock.setState(head.clock);
  parts.random.setState(head.random);
  parts.mask.set(head.umask);
}
