import type { ImageListing, ImageWheel, Packages } from "../types.ts";
import { addPackages } from "./add.ts";
import { PackagesError } from "./problem.ts";
import { removePackages } from "./remove.ts";
import { createSetting, type PackagesOptions, type Setting } from "./setting.ts";
import { runs } from "./sources/locked.ts";
import { parseRequirement } from "./standards/requirement.ts";
import {
  checkImageName,
  listImageFiles,
  readImageFile,
  type ImageFile,
  type LockedWheel,
} from "./store/image-file.ts";
import { withStoreLock } from "./store/lock.ts";
import { isIntact, wheelPath } from "./store/wheel-files.ts";

/** Where packages go that are added without the name of an image. */
export const DEFAULT_IMAGE = "default";
/** What there is without any package. */
export const BASE_IMAGE = "base";

/** Nothing is read or asked before it is needed. */
export function createPackages(options: PackagesOptions): Packages {
  const setting = createSetting(options);
  const { store } = setting;
  return {
    add(image, requirements, progress) {
      return locked(image, store, progress.signal, () =>
        addPackages(setting, image, requirements, progress),
      );
    },
    remove(image, names) {
      const work = () => removePackages(setting, image, names);
      return locked(image, store, new AbortController().signal, work);
    },
    async images() {
      const names = new Set([BASE_IMAGE, ...(await listImageFiles(store))]);
      return Promise.all([...names].map((name) => listingOf(store, name)));
    },
    async wheels(image) {
      checkImageName(image);
      const file = await readImageFile(store, image);
      if (file === null && image !== BASE_IMAGE) throw await unknownImage(store, image);
      return Promise.all((file?.wheels ?? []).map((wheel) => checked(wheel, image, setting)));
    },
  };
}

async function locked<Result>(
  image: string,
  store: string,
  signal: AbortSignal,
  work: () => Promise<Result>,
): Promise<Result> {
  checkImageName(image);
  signal.throwIfAborted();
  return withStoreLock(store, signal, work);
}

async function listingOf(store: string, name: string): Promise<ImageListing> {
  const file: ImageFile | null = await readImageFile(store, name);
  const requested = new Set(file?.requested.map((text) => parseRequirement(text)?.name));
  return {
    name,
    packages: (file?.wheels ?? [])
      .map((wheel) => ({
        name: wheel.name,
        version: wheel.version,
        bytes: wheel.bytes,
        isRequested: requested.has(wheel.name),
      }))
      .toSorted((left, right) => (left.name < right.name ? -1 : 1)),
  };
}

/** A wheel is never given out unless its bytes are those that were added. */
async function checked(wheel: LockedWheel, image: string, setting: Setting): Promise<ImageWheel> {
  const { name, version, fileName, sha256, depends, imports } = wheel;
  if (!runs(fileName, sha256, await setting.distribution()))
    throw new PackagesError(
      "broken",
      `${fileName} in image ${image} was made for another Pyodide; add ${name} to it again`,
    );
  const path = wheelPath(setting.store, sha256, fileName);
  if (!(await isIntact(path, sha256)))
    throw new PackagesError(
      "broken",
      `${fileName} of image ${image} is missing or is not what was added (${path}); ` +
        `add ${name} to the image again`,
    );
  return { name, version, fileName, path, sha256, depends, imports };
}

async function unknownImage(store: string, image: string): Promise<PackagesError> {
  const known = [BASE_IMAGE, ...(await listImageFiles(store))];
  return new PackagesError(
    "argument",
    `image: there is no ${JSON.stringify(image)}; there is ${[...new Set(known)].join(", ")}, and ` +
      `adding a package to a new name makes one`,
  );
}
