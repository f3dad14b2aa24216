import type { ContentBlock } from "@modelcontextprotocol/server";
import type { FileChange } from "../types.ts";
import { imageType, textOf } from "./kind.ts";

const KIB = 1024;
/** Of one answer, all images and all other files each. */
const MOST_IMAGE_BYTES = 4 * KIB * KIB;
const MOST_FILE_BYTES = 2 * KIB * KIB;
const MOST_TEXT_BYTES = 8 * KIB;
const MOST_TEXTS_BYTES = 24 * KIB;

/** One file as the structured answer names it; its bytes are in the content, or only in its hash. */
export interface FileEntry {
  readonly path: string;
  readonly change: FileChange["change"];
  readonly before: string | null;
  readonly sha256: string | null;
  readonly bytes: number;
  readonly mimeType?: string;
  /** Of a small text. */
  readonly text?: string;
}

export interface Artifacts {
  readonly entries: readonly FileEntry[];
  readonly blocks: readonly ContentBlock[];
}

/** What a program's files are to a client: images as images, small texts as text, others as far as they fit. */
export function artifactsOf(files: readonly FileChange[]): Artifacts {
  const rest = { image: MOST_IMAGE_BYTES, file: MOST_FILE_BYTES, text: MOST_TEXTS_BYTES };
  const entries: FileEntry[] = [];
  const blocks: ContentBlock[] = [];
  const takes = (kind: keyof typeof rest, size: number): boolean => {
    if (size > rest[kind]) return false;
    rest[kind] -= size;
    return true;
  };
  for (const { bytes, ...change } of files) {
    const entry = { ...change, bytes: bytes?.length ?? 0 };
    if (bytes === null) {
      entries.push(entry);
      continue;
    }
    const mimeType = imageType(bytes);
    if (mimeType !== null) {
      entries.push({ ...entry, mimeType });
      if (takes("image", bytes.length))
        blocks.push({ type: "image", mimeType, data: base64(bytes) });
      continue;
    }
    const isSmall = bytes.length <= MOST_TEXT_BYTES;
    const text = isSmall ? textOf(bytes) : null;
    if (text !== null && takes("text", bytes.length)) {
      entries.push({ ...entry, text });
      continue;
    }
    entries.push(entry);
    if (takes("file", bytes.length)) blocks.push(embedded(change.path, bytes));
  }
  return { entries, blocks };
}

function embedded(path: string, bytes: Uint8Array): ContentBlock {
  const uri = `python:///work/${path.split("/").map(encodeURIComponent).join("/")}`;
  const text = textOf(bytes);
  if (text !== null) return { type: "resource", resource: { uri, mimeType: "text/plain", text } };
  const mimeType = "application/octet-stream";
  return { type: "resource", resource: { uri, mimeType, blob: base64(bytes) } };
}

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("base64");
}
