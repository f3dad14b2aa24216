import { join } from "node:path";
import type { Packages, PreparedImage } from "../types.ts";
import { checkBuildFiles, findPyodide } from "./build-files.ts";
import { withBuildLock } from "./build-lock.ts";
import { buildSnapshot } from "./build-snapshot.ts";
import { baseKey, imageKey } from "./key.ts";
import { PRELOAD } from "./preload.ts";
import { findSnapshot, keepSnapshot, removeSnapshot, touchSnapshot } from "./snapshot-store.ts";

export interface ImageRequest {
  /** Absolute path: snapshots lie in its folder `images`. */
  readonly store: string;
  readonly packages: Pick<Packages, "wheels">;
  readonly image: string;
  /** A sentence for people: a snapshot that was refused, one that is being built. */
  notice?(text: string): void;
}

/**
 * Everything a cell starts from, checked: Pyodide's files are those that are pinned, the snapshot is the one that was
 * built, the wheels are the locked ones. A snapshot that is missing or wrong is built anew, once among all processes.
 */
export async function prepareImage(request: ImageRequest): Promise<PreparedImage> {
  const pyodideDir = findPyodide();
  const [buildHashes, wheels] = await Promise.all([
    checkBuildFiles(pyodideDir),
    request.packages.wheels(request.image),
  ]);
  const base = await baseKey(buildHashes, PRELOAD);
  const image: PreparedImage = {
    name: request.image,
    key: imageKey(base, wheels),
    pyodideDir,
    snapshot: null,
    wheels,
    preload: PRELOAD,
  };
  return { ...image, snapshot: await haveSnapshot(image, base, request) };
}

const building = new Map<string, Promise<string>>();
const touched = new Set<string>();

async function haveSnapshot(
  image: PreparedImage,
  key: string,
  { store, notice }: ImageRequest,
): Promise<string> {
  const images = join(store, "images");
  const found = await findSnapshot(images, key);
  if (found.is !== "good") return buildOnce(image, key, images, notice);
  const folder = join(images, key);
  if (!touched.has(folder)) await touchSnapshot(images, key);
  touched.add(folder);
  return found.path;
}

function buildOnce(
  image: PreparedImage,
  key: string,
  images: string,
  notice: ImageRequest["notice"],
): Promise<string> {
  const folder = join(images, key);
  const running = building.get(folder);
  if (running !== undefined) return running;
  const build = withBuildLock(`${folder}.lock`, () => findOrBuild(image, key, images, notice));
  building.set(folder, build);
  const over = () => building.delete(folder);
  build.then(over, over);
  return build;
}

/** Under the lock: another process may have built it meanwhile. */
async function findOrBuild(
  image: PreparedImage,
  key: string,
  images: string,
  notice: ImageRequest["notice"],
): Promise<string> {
  const found = await findSnapshot(images, key);
  if (found.is === "good") return found.path;
  if (found.is === "bad") {
    notice?.(`${found.why}: it is removed and built anew`);
    await removeSnapshot(images, key);
  }
  notice?.("Building Python's snapshot, once for this version");
  await keepSnapshot(images, key, await buildSnapshot(image));
  const built = await findSnapshot(images, key);
  if (built.is === "good") return built.path;
  throw new Error(`The snapshot in ${join(images, key)} could not be kept; is the disk full?`);
}
