import { PackagesError } from "./problem.ts";
import { resolve } from "./resolve/resolve.ts";
import type { Setting } from "./setting.ts";
import { lockedCandidates } from "./sources/locked.ts";
import { normaliseName } from "./standards/name.ts";
import { parseRequirement, type Requirement } from "./standards/requirement.ts";
import { readImageFile, writeImageFile, type ImageFile } from "./store/image-file.ts";
import { sweepStore } from "./store/keep.ts";

/**
 * Takes out what was asked for by name, and what came along for it alone; answers the names of all that went. The caller
 * holds the lock of the store.
 */
export async function removePackages(
  setting: Setting,
  image: string,
  names: readonly string[],
): Promise<readonly string[]> {
  const { store } = setting;
  const file = await readImageFile(store, image);
  if (file === null)
    throw new PackagesError("argument", `image: there is nothing in an image ${image}`);
  const gone = new Set(names.map(normaliseName));
  const requested = file.requested.flatMap((text) => parseRequirement(text) ?? []);
  for (const name of gone) refuseUnlessRequested(name, requested, file);

  const kept = requested.filter(({ name }) => !gone.has(name));
  const needed = await neededBy(kept, file, setting);
  const after: ImageFile = {
    ...file,
    requested: file.requested.filter((text) => !gone.has(parseRequirement(text)?.name ?? "")),
    wheels: file.wheels.filter(({ name }) => needed.has(name)),
  };
  await writeImageFile(store, after);
  await sweepStore(store);
  return file.wheels.map(({ name }) => name).filter((name) => !needed.has(name));
}

function refuseUnlessRequested(
  name: string,
  requested: readonly Requirement[],
  file: ImageFile,
): void {
  if (requested.some((requirement) => requirement.name === name)) return;
  const users = file.wheels.filter(({ depends }) => depends.includes(name));
  if (file.wheels.some((wheel) => wheel.name === name))
    throw new PackagesError(
      "argument",
      `names: ${name} is in image ${file.image} because ${users.map((user) => user.name).join(" and ")} ` +
        `needs it; remove that`,
    );
  throw new PackagesError(
    "argument",
    `names: ${name} is not in image ${file.image}; there is ` +
      requested.map((requirement) => requirement.name).join(", "),
  );
}

/** Chosen anew from what is there alone, because a package that goes may have asked for extras of one that stays. */
async function neededBy(
  requested: readonly Requirement[],
  file: ImageFile,
  setting: Setting,
): Promise<ReadonlySet<string>> {
  const distribution = await setting.distribution();
  const locked = lockedCandidates(file, distribution);
  if (locked.size < file.wheels.length) return reachable(requested, file);
  const chosen = await resolve({
    requested,
    platform: distribution.platform,
    preferred: locked,
    offer: async (name) => {
      const candidate = locked.get(name);
      return {
        candidates: candidate === undefined ? [] : [candidate],
        absence: `image ${file.image} is damaged: ${name} is missing; add its packages again`,
      };
    },
    requires: async (candidate) => candidate.requires ?? [],
  });
  return new Set(chosen.keys());
}

/** For an image of another Pyodide, whose wheels do not run here any more. */
function reachable(requested: readonly Requirement[], file: ImageFile): ReadonlySet<string> {
  const names = new Set(requested.map(({ name }) => name));
  for (const name of names)
    for (const needed of file.wheels.find((wheel) => wheel.name === name)?.depends ?? [])
      names.add(needed);
  return names;
}
