import { mkdir, open, readdir, readFile, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { PackagesError } from "../problem.ts";

const wheel = z.strictObject({
  /** Normalised. */
  name: z.string().regex(/^[a-z0-9][a-z0-9-]*$/),
  version: z.string(),
  /** As published. */
  fileName: z.string().regex(/^[^/\\\0]+\.(?:whl|zip)$/),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  bytes: z.int().nonnegative(),
  /** Where it came from: an address, or null for a file of the person's own. */
  address: z.string().refine(URL.canParse).nullable(),
  /** For people: the host, or the path of the file. */
  from: z.string(),
  /** Every demand it makes, with its conditions. */
  requires: z.array(z.string()),
  /** Which packages of this image those demands are about. */
  depends: z.array(z.string()),
  imports: z.array(z.string()),
});

const imageFile = z.strictObject({
  version: z.literal(1),
  image: z.string(),
  /** The ABI of Pyodide that its compiled wheels are for. */
  abi: z.string(),
  /** What was asked for, as it was asked for. */
  requested: z.array(z.string()),
  /** Each after those it depends on. */
  wheels: z.array(wheel),
});

/** One locked wheel of an image. */
export type LockedWheel = z.output<typeof wheel>;
export type ImageFile = z.output<typeof imageFile>;

const IMAGE_NAME = /^[a-z][a-z0-9-]{0,31}$/;

export function checkImageName(image: string): void {
  if (IMAGE_NAME.test(image)) return;
  throw new PackagesError(
    "argument",
    `image: ${JSON.stringify(image)} is no name of an image; use up to 32 small letters, digits and -, ` +
      `the first a letter`,
  );
}

/** Null: there is no such image. */
export async function readImageFile(store: string, image: string): Promise<ImageFile | null> {
  const path = pathOf(store, image);
  const text = await readOrNull(path);
  if (text === null) return null;
  const parsed = imageFile.safeParse(parseOrNull(text));
  if (parsed.success && parsed.data.image === image) return parsed.data;
  throw new PackagesError(
    "broken",
    `${path} is damaged; delete it and add the packages of image ${image} again`,
  );
}

/** Whole or not at all, also after a power cut. An image without packages has no file. */
export async function writeImageFile(store: string, file: ImageFile): Promise<void> {
  const path = pathOf(store, file.image);
  if (file.wheels.length === 0) return rm(path, { force: true });
  await mkdir(folderOf(store), { recursive: true });
  const fresh = `${path}.${crypto.randomUUID()}.part`;
  const handle = await open(fresh, "wx", 0o644);
  try {
    await handle.writeFile(`${JSON.stringify(file, null, 2)}\n`);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(fresh, path);
}

/** Names of the images that have a file. */
export async function listImageFiles(store: string): Promise<readonly string[]> {
  const files = await listOrNone(folderOf(store));
  return files
    .flatMap((file) => (file.endsWith(".json") ? [file.slice(0, -".json".length)] : []))
    .filter((image) => IMAGE_NAME.test(image))
    .sort();
}

function folderOf(store: string): string {
  return join(store, "packages");
}

function pathOf(store: string, image: string): string {
  return join(folderOf(store), `${image}.json`);
}

async function readOrNull(path: string): Promise<string | null> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return null;
    throw error;
  }
}

function parseOrNull(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

export async function listOrNone(folder: string): Promise<readonly string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return [];
    throw error;
  }
}
