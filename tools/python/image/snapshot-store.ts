import {
  mkdir,
  mkdtemp,
  open,
  readdir,
  readFile,
  rename,
  rm,
  stat,
  utimes,
} from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { createHash } from "node:crypto";
import { trustedHash } from "./trusted-hash.ts";

const SNAPSHOT = "base.snapshot";
const MANIFEST = "manifest.json";
/** A key that nobody has used for this long belongs to a version that is gone. */
const UNUSED_MS = 14 * 24 * 60 * 60 * 1000;

const manifestSchema = z.strictObject({
  key: z.string(),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  bytes: z.int().positive(),
});

export type Found =
  | { readonly is: "good"; readonly path: string }
  | { readonly is: "absent" }
  /** For people: what is wrong with it. */
  | { readonly is: "bad"; readonly why: string };

/** The snapshot of a key, if it is, byte for byte, the one that was built. */
export async function findSnapshot(images: string, key: string): Promise<Found> {
  const folder = join(images, key);
  const path = join(folder, SNAPSHOT);
  const text = await readFile(join(folder, MANIFEST), "utf8").catch(() => null);
  const hash = await trustedHash(path);
  if (text === null && hash === null) return { is: "absent" };
  const manifest = manifestSchema.safeParse(parseJson(text ?? ""));
  if (!manifest.success || manifest.data.key !== key) {
    return { is: "bad", why: `${join(folder, MANIFEST)} is not a manifest of this snapshot` };
  }
  if (hash === null) return { is: "bad", why: `${path} is missing` };
  if (hash !== manifest.data.sha256) return { is: "bad", why: `${path} is not what was built` };
  return { is: "good", path };
}

/** All of it appears at once, or nothing. Another process may have been faster: then its snapshot stays. */
export async function keepSnapshot(
  images: string,
  key: string,
  snapshot: Uint8Array,
): Promise<void> {
  await mkdir(images, { recursive: true, mode: 0o700 });
  const building = await mkdtemp(join(images, ".building-"));
  try {
    const sha256 = createHash("sha256").update(snapshot).digest("hex");
    const manifest = { key, sha256, bytes: snapshot.length };
    await writeDurably(join(building, SNAPSHOT), snapshot);
    await writeDurably(join(building, MANIFEST), `${JSON.stringify(manifest)}\n`);
    await rename(building, join(images, key)).catch(isThere);
  } finally {
    await rm(building, { recursive: true, force: true });
  }
}

export async function removeSnapshot(images: string, key: string): Promise<void> {
  await rm(join(images, key), { recursive: true, force: true });
}

/** Notes that the key is in use, and removes the keys that have not been for long. */
export async function touchSnapshot(images: string, key: string): Promise<void> {
  const now = new Date();
  await utimes(join(images, key, MANIFEST), now, now).catch(() => undefined); // removed by another just now
  for (const name of await readdir(images)) {
    if (name === key || !(await isUnused(join(images, name), now.getTime()))) continue;
    await rm(join(images, name), { recursive: true, force: true });
  }
}

async function isUnused(folder: string, now: number): Promise<boolean> {
  const manifest = await stat(join(folder, MANIFEST)).catch(() => null);
  const used = manifest ?? (await stat(folder).catch(() => null));
  return used !== null && now - used.mtimeMs > UNUSED_MS;
}

function isThere(error: unknown): void {
  const code = error instanceof Error && "code" in error ? error.code : null;
  if (code !== "ENOTEMPTY" && code !== "EEXIST") throw error;
}

async function writeDurably(path: string, data: Uint8Array | string): Promise<void> {
  const file = await open(path, "wx", 0o400);
  try {
    await file.writeFile(data);
    await file.sync();
  } finally {
    await file.close();
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
