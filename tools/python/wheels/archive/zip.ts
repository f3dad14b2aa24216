import { crc32, inflateRawSync } from "node:zlib";

/** One file in an archive; folders are not listed. */
export interface ZipEntry {
  readonly path: string;
  readonly bytes: number;
  readonly crc: number;
  readonly isDeflated: boolean;
  /** Its packed bytes. */
  readonly packed: Uint8Array;
}

const MAX_ENTRIES = 30_000;
const MAX_UNPACKED_BYTES = 1024 * 1024 * 1024;
const MAX_PATH = 500;

const END_BYTES = 22;
const END_SIGNATURE = 0x06054b50;
const CENTRAL_BYTES = 46;
const CENTRAL_SIGNATURE = 0x02014b50;
const LOCAL_BYTES = 30;
const LOCAL_SIGNATURE = 0x04034b50;

const IS_ENCRYPTED = 0x1;
/** The sizes stand behind the data instead of before it. */
const HAS_DESCRIPTOR = 0x8;
const LINK = 0o120000;
const KIND = 0o170000;

/** What is wrong with an archive, as the end of a sentence that begins with its name. */
export class ZipProblem extends Error {
  override readonly name = "ZipProblem";
}

/**
 * Lists an archive that nobody vouches for. Two programs must never read it differently, so what leaves room for that
 * is refused: bytes before or after, entries that overlap, names that differ between the two headers.
 */
export function readZip(file: Uint8Array): readonly ZipEntry[] {
  const view = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const end = findEnd(view);
  const count = view.getUint16(end + 10, true);
  const size = view.getUint32(end + 12, true);
  const start = view.getUint32(end + 16, true);
  if (view.getUint32(end + 4, true) !== 0 || view.getUint16(end + 8, true) !== count)
    throw new ZipProblem("is split over several disks");
  if (count > MAX_ENTRIES) throw new ZipProblem(`holds ${count} files; ${MAX_ENTRIES} are allowed`);
  if (start + size !== end) throw new ZipProblem("has bytes that belong to no file");

  const entries: ZipEntry[] = [];
  const spans: (readonly [from: number, to: number])[] = [];
  let at = start;
  for (let index = 0; index < count; index++) {
    if (at + CENTRAL_BYTES > end || view.getUint32(at, true) !== CENTRAL_SIGNATURE)
      throw new ZipProblem("has a broken list of files");
    const central = readCentral(file, view, at, start);
    at += central.length;
    if (at > end) throw new ZipProblem("has a broken list of files");
    spans.push(central.span);
    if (central.entry !== null) entries.push(central.entry);
  }
  if (at !== end) throw new ZipProblem("has a broken list of files");
  refuseOverlap(spans);
  refuseTwins(entries);
  const unpacked = entries.reduce((sum, entry) => sum + entry.bytes, 0);
  if (unpacked > MAX_UNPACKED_BYTES)
    throw new ZipProblem(`unpacks to ${unpacked} bytes; ${MAX_UNPACKED_BYTES} are allowed`);
  return entries;
}

/** The bytes of one file, never more than its entry says, its checksum checked. */
export function unpack(entry: ZipEntry): Uint8Array {
  const bytes = entry.isDeflated ? inflate(entry) : entry.packed;
  if (bytes.length !== entry.bytes || crc32(bytes) !== entry.crc)
    throw new ZipProblem(`has a damaged file, ${JSON.stringify(entry.path)}`);
  return bytes;
}

function inflate(entry: ZipEntry): Uint8Array {
  try {
    return inflateRawSync(entry.packed, { maxOutputLength: Math.max(1, entry.bytes) });
  } catch {
    throw new ZipProblem(`has a damaged file, ${JSON.stringify(entry.path)}`);
  }
}

/** The end record must be the very end, its comment included. */
function findEnd(view: DataView): number {
  const first = Math.max(0, view.byteLength - END_BYTES - 0xffff);
  for (let at = view.byteLength - END_BYTES; at >= first; at--) {
    if (view.getUint32(at, true) !== END_SIGNATURE) continue;
    if (at + END_BYTES + view.getUint16(at + 20, true) === view.byteLength) return at;
  }
  throw new ZipProblem("is no zip archive, or a part of it is missing");
}

interface Central {
  readonly length: number;
  readonly span: readonly [from: number, to: number];
  /** Null: a folder. */
  readonly entry: ZipEntry | null;
}

function readCentral(file: Uint8Array, view: DataView, at: number, limit: number): Central {
  const flags = view.getUint16(at + 8, true);
  const method = view.getUint16(at + 10, true);
  const packedBytes = view.getUint32(at + 20, true);
  const bytes = view.getUint32(at + 24, true);
  const nameLength = view.getUint16(at + 28, true);
  const after = view.getUint16(at + 30, true) + view.getUint16(at + 32, true);
  const mode = view.getUint16(at + 40, true);
  const local = view.getUint32(at + 42, true);
  const rawName = file.subarray(at + CENTRAL_BYTES, at + CENTRAL_BYTES + nameLength);
  const path = safePath(rawName);
  const quoted = JSON.stringify(path);
  if ((flags & IS_ENCRYPTED) !== 0) throw new ZipProblem(`has an encrypted file, ${quoted}`);
  if (method !== 0 && method !== 8)
    throw new ZipProblem(`packs ${quoted} in a way that is not known (${method})`);
  if ((mode & KIND) === LINK) throw new ZipProblem(`holds a link, ${quoted}`);

  const data = dataStart(file, view, local, limit, rawName, flags, [packedBytes, bytes]);
  const to = data + packedBytes;
  if (to > limit) throw new ZipProblem(`is cut off in ${quoted}`);
  if (method === 0 && packedBytes !== bytes) throw new ZipProblem(`states two sizes for ${quoted}`);
  const isFolder = path.endsWith("/");
  if (isFolder && bytes > 0) throw new ZipProblem(`has a folder with content, ${quoted}`);
  const crc = view.getUint32(at + 16, true);
  const packed = file.subarray(data, to);
  return {
    length: CENTRAL_BYTES + nameLength + after,
    span: [local, to],
    entry: isFolder ? null : { path, bytes, crc, isDeflated: method === 8, packed },
  };
}

function dataStart(
  file: Uint8Array,
  view: DataView,
  local: number,
  limit: number,
  name: Uint8Array,
  flags: number,
  sizes: readonly [packed: number, unpacked: number],
): number {
  if (local + LOCAL_BYTES > limit || view.getUint32(local, true) !== LOCAL_SIGNATURE)
    throw new ZipProblem("has a broken list of files");
  const nameLength = view.getUint16(local + 26, true);
  const nameStart = local + LOCAL_BYTES;
  const isSameName =
    nameLength === name.length &&
    Buffer.compare(file.subarray(nameStart, nameStart + nameLength), name) === 0;
  const isSameSize =
    (flags & HAS_DESCRIPTOR) !== 0 ||
    (view.getUint32(local + 18, true) === sizes[0] &&
      view.getUint32(local + 22, true) === sizes[1]);
  if (!isSameName || !isSameSize) throw new ZipProblem("describes a file in two different ways");
  return nameStart + nameLength + view.getUint16(local + 28, true);
}

function safePath(raw: Uint8Array): string {
  const path = decode(raw);
  const segments = path.replace(/\/$/, "").split("/");
  const isSafe =
    path.length <= MAX_PATH &&
    !/[\\\0]/.test(path) &&
    !/^[a-z]:/i.test(path) &&
    segments.every((segment) => segment !== "" && segment !== "." && segment !== "..");
  if (!isSafe) throw new ZipProblem(`names a file outside of itself, ${JSON.stringify(path)}`);
  return path;
}

function decode(raw: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(raw);
  } catch {
    throw new ZipProblem("has a file name that is not UTF-8");
  }
}

/** Many entries over the same packed bytes are how a small archive becomes a huge one. */
function refuseOverlap(spans: readonly (readonly [from: number, to: number])[]): void {
  const sorted = spans.toSorted(([left], [right]) => left - right);
  for (const [at, [from]] of sorted.entries()) {
    if (from < (sorted[at - 1]?.[1] ?? 0)) throw new ZipProblem("has files that overlap");
  }
}

function refuseTwins(entries: readonly ZipEntry[]): void {
  const paths = new Set<string>();
  for (const { path } of entries) {
    if (paths.has(path)) throw new ZipProblem(`holds ${JSON.stringify(path)} twice`);
    paths.add(path);
  }
}
