import type { Limits, Program } from "../types.ts";

/** Handing over large files is not the program's time. */
const HANDOVER_BYTES_PER_MS = 64 * 1024;
/** Of memory besides the program's own: compiled code, what the garbage collector has not seen yet. */
const RESIDENT_SLACK_BYTES = 128 * 1024 * 1024;
/** A file may be there twice: in the file system, and in the frame that reports it. */
const FILE_COPIES = 2;
/** Of a frame besides the bytes of files: its JSON. */
const FRAME_SLACK_BYTES = 33 * 1024 * 1024;

export function handoverMs({ code, stdin, files }: Program): number {
  const bytes = files.reduce((sum, file) => sum + file.bytes.length, code.length + stdin.length);
  return bytes / HANDOVER_BYTES_PER_MS;
}

/** What a process may hold above what it holds at rest. */
export function residentAllowance({ memoryBytes, fileBytes }: Limits): number {
  return memoryBytes + FILE_COPIES * fileBytes + RESIDENT_SLACK_BYTES;
}

/** The largest frame that may come while a program runs. */
export function frameAllowance({ fileBytes }: Limits): number {
  return fileBytes + FRAME_SLACK_BYTES;
}
