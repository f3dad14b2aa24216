import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { ImageWheel } from "../types.ts";

const CELL_FOLDER = fileURLToPath(new URL("../cell", import.meta.url));

/** What the base snapshot is made of: Pyodide's build, our sources up to the clean point, the architecture. */
export async function baseKey(buildHashes: readonly string[], preload: readonly string[]) {
  return digest(["base", process.arch, ...buildHashes, ...preload, await cellSources()]);
}

/** What the clean point is made of: the base, and the wheels in the order in which they are loaded. */
export function imageKey(base: string, wheels: readonly ImageWheel[]): string {
  return digest(["image", base, ...wheels.map(({ name, sha256 }) => `${name} ${sha256}`)]);
}

let sources: Promise<string> | null = null;

/** Read once: this process goes on with the sources with which it began, and so do its cells. */
function cellSources(): Promise<string> {
  sources ??= hashSources(CELL_FOLDER);
  return sources;
}

async function hashSources(folder: string): Promise<string> {
  const names = await readdir(folder);
  const shaping = names.filter((name) => isSource(name)).toSorted();
  const texts = await Promise.all(shaping.map((name) => readFile(join(folder, name))));
  return digest(shaping.flatMap((name, index) => [name, texts[index] ?? ""]));
}

function isSource(name: string): boolean {
  return /\.(?:ts|py)$/.test(name) && !/(?:^testing|\.test)\.ts$/.test(name);
}

/** Lengths between the parts: no two lists of parts are the same bytes. */
function digest(parts: readonly (string | Uint8Array)[]): string {
  const hash = createHash("sha256");
  for (const part of parts) hash.update(`${Buffer.byteLength(part)}:`).update(part);
  return hash.digest("hex");
}
