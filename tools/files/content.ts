import { createHash } from "node:crypto";
import { constants } from "node:fs";
import { type FileHandle, lstat, open, realpath } from "node:fs/promises";
import { explain, Momentary, quote, Refusal } from "./refusal.ts";
import type { Located } from "./root.ts";

const CHUNK_BYTES = 256 * 1024;

export function sha256(bytes: Uint8Array | string): string {
  return createHash("sha256").update(bytes).digest("hex");
}

export async function readBytes(
  file: Located,
  maxBytes: number,
  signal: AbortSignal,
): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  await eachChunk(file, signal, (chunk) => {
    size += chunk.length;
    if (size > maxBytes) throw tooLarge(file, maxBytes);
    chunks.push(Buffer.from(chunk));
  });
  return Buffer.concat(chunks);
}

/** Hash of a file of any size, without holding it in memory. */
export async function hashFile(file: Located, signal: AbortSignal): Promise<string> {
  const hash = createHash("sha256");
  await eachChunk(file, signal, (chunk) => hash.update(chunk));
  return hash.digest("hex");
}

/** Text exactly as it is in the file, byte order mark and line breaks included. */
export function decodeText(file: Located, bytes: Uint8Array): string {
  if (bytes.includes(0)) throw notText(file, "is binary");
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw notText(file, "is not valid UTF-8");
  }
}

function notText(file: Located, what: string): Refusal {
  return new Refusal(
    `${file.argument}: ${quote(file.path)} ${what}, so it has no text; ` +
      "files_stat answers its size and hash",
  );
}

function tooLarge(file: Located, maxBytes: number): Refusal {
  return new Refusal(
    `${file.argument}: ${quote(file.path)} is larger than the ${maxBytes} bytes allowed here; ` +
      "ask for a range of lines or a smaller file",
  );
}

async function eachChunk(
  file: Located,
  signal: AbortSignal,
  take: (chunk: Uint8Array) => void,
): Promise<void> {
  let handle: FileHandle | undefined;
  try {
    const opened = await openChecked(file);
    handle = opened.handle;
    // Many files are small; those that the system makes up as they are read say that they have no size.
    const buffer = Buffer.allocUnsafe(Math.min(CHUNK_BYTES, opened.size + 4096));
    for (;;) {
      signal.throwIfAborted();
      const { bytesRead } = await handle.read(buffer, 0, buffer.length, null);
      if (bytesRead === 0) return;
      take(buffer.subarray(0, bytesRead));
    }
  } catch (error) {
    signal.throwIfAborted();
    throw explain(error, file.argument, file.path);
  } finally {
    await handle?.close();
  }
}

/**
 * Opens without following a last link and without waiting for a pipe's other end, then checks that
 * what was opened is what was located: a directory swapped for a link in between is noticed.
 */
async function openChecked(file: Located): Promise<{ handle: FileHandle; size: number }> {
  const { O_RDONLY, O_NOFOLLOW, O_NONBLOCK } = constants;
  const handle = await open(file.real, O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
  try {
    const opened = await handle.stat();
    if (opened.isDirectory())
      throw new Refusal(`${file.argument}: ${quote(file.path)} is a directory; name a file`);
    if (!opened.isFile())
      throw new Refusal(
        `${file.argument}: ${quote(file.path)} is not a regular file; name a file that is`,
      );
    const found = await lstat(file.real);
    if ((await realpath(file.real)) !== file.real || found.ino !== opened.ino)
      throw new Momentary(
        `${file.argument}: ${quote(file.path)} changed while it was opened; try again`,
      );
    return { handle, size: opened.size };
  } catch (error) {
    await handle.close();
    throw error;
  }
}
