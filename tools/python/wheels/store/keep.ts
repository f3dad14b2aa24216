import { basename } from "node:path";
import { listImageFiles, readImageFile, type ImageFile } from "./image-file.ts";
import { sweep, wheelPath } from "./wheel-files.ts";

export async function allImageFiles(store: string): Promise<readonly ImageFile[]> {
  const files = await Promise.all(
    (await listImageFiles(store)).map((image) => readImageFile(store, image)),
  );
  return files.filter((file) => file !== null);
}

/** Removes the wheels that no image names any more. Nothing goes while an image cannot be read: it may need them. */
export async function sweepStore(store: string): Promise<void> {
  const files = await allImageFiles(store).catch(() => null);
  if (files === null) return;
  const kept = files.flatMap(({ wheels }) =>
    wheels.map(({ sha256, fileName }) => basename(wheelPath(store, sha256, fileName))),
  );
  await sweep(store, new Set(kept));
}
