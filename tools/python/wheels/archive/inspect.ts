import { parseMetadata, type Metadata } from "../standards/metadata.ts";
import { normaliseName } from "../standards/name.ts";
import { compareVersions, parseVersion } from "../standards/version.ts";
import type { WheelName } from "../standards/wheel-name.ts";
import { readZip, unpack, ZipProblem, type ZipEntry } from "./zip.ts";

export interface Inspected {
  readonly metadata: Metadata;
  /** Top-level modules. */
  readonly imports: readonly string[];
}

const MAX_TEXT_BYTES = 4 * 1024 * 1024;
/** Bytes that are unpacked before others get their turn. */
const SLICE_BYTES = 8 * 1024 * 1024;

/** Unpacks every file of a wheel once, and reads what it says of itself. Throws a `ZipProblem`. */
export async function inspectWheel(file: Uint8Array, expected: WheelName): Promise<Inspected> {
  const entries = readZip(file);
  await inspectEntries(entries);
  const folder = distInfo(entries, expected);
  const wheel = textOf(entries, `${folder}/WHEEL`);
  if (!/^Wheel-Version: *1\./im.test(wheel))
    throw new ZipProblem("is of a wheel version other than 1");
  const metadata = parseMetadata(textOf(entries, `${folder}/METADATA`));
  if (metadata === null) throw new ZipProblem("has no name and version in METADATA");
  const isExpected =
    metadata.name === expected.name && compareVersions(metadata.version, expected.version) === 0;
  if (!isExpected) throw new ZipProblem("is of another package than its file name says");
  return { metadata, imports: importsOf(entries) };
}

/** The same for an archive that is no wheel. */
export async function inspectArchive(file: Uint8Array): Promise<void> {
  await inspectEntries(readZip(file));
}

async function inspectEntries(entries: readonly ZipEntry[]): Promise<void> {
  let unpacked = 0;
  for (const entry of entries) {
    unpack(entry);
    unpacked += entry.bytes;
    if (unpacked < SLICE_BYTES) continue;
    unpacked = 0;
    await new Promise(setImmediate);
  }
}

function distInfo(entries: readonly ZipEntry[], expected: WheelName): string {
  const tops = new Set(entries.map(({ path }) => path.split("/")[0] ?? ""));
  const folders = [...tops].filter((top) => top.endsWith(".dist-info"));
  const [folder, ...others] = folders;
  if (folder === undefined || others.length > 0)
    throw new ZipProblem("does not have exactly one dist-info folder");
  const found = /^(.+)-([^-]+)\.dist-info$/.exec(folder);
  const version = parseVersion((found?.[2] ?? "").replaceAll("_", "-"));
  const isExpected =
    normaliseName(found?.[1] ?? "") === expected.name &&
    version !== null &&
    compareVersions(version, expected.version) === 0;
  if (!isExpected) throw new ZipProblem("is of another package than its file name says");
  return folder;
}

function textOf(entries: readonly ZipEntry[], path: string): string {
  const entry = entries.find((candidate) => candidate.path === path);
  if (entry === undefined) throw new ZipProblem(`has no ${path}`);
  if (entry.bytes > MAX_TEXT_BYTES) throw new ZipProblem(`has a huge ${path}`);
  return new TextDecoder().decode(unpack(entry));
}

function importsOf(entries: readonly ZipEntry[]): readonly string[] {
  const modules = entries.flatMap(({ path }) => topModule(path) ?? []);
  return [...new Set(modules)].sort();
}

function topModule(path: string): string | null {
  if (!/\.(?:py|so)$/.test(path)) return null;
  const inSite = path.replace(/^[^/]+\.data\/(?:purelib|platlib)\//, "");
  const [top = "", ...below] = inSite.split("/");
  const name = below.length > 0 ? top : (top.split(".")[0] ?? "");
  return /^[\p{ID_Start}_][\p{ID_Continue}]*$/u.test(name) ? name : null;
}
