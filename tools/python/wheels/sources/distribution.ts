import { z } from "zod";
import { PackagesError } from "../problem.ts";
import { normaliseName } from "../standards/name.ts";
import { platformOf, type Platform } from "../standards/platform.ts";
import { parseVersion } from "../standards/version.ts";
import { parseWheelName, rankOf } from "../standards/wheel-name.ts";
import type { Candidate } from "./source.ts";

/** What Pyodide's makers have built for this very build of it, as their lock file names it. */
export interface Distribution {
  readonly platform: Platform;
  /** Changes with the ABI: a compiled wheel fits one only. */
  readonly abi: string;
  /** Null: they have not built it. */
  find(name: string): Candidate | null;
  /** A library that others link to: its name means nothing to an index, and must never be asked there. */
  isLibrary(name: string): boolean;
  bySha256(sha256: string): Candidate | null;
}

const entry = z.looseObject({
  name: z.string(),
  version: z.string(),
  file_name: z.string().regex(/^[^/\\\0]+$/),
  package_type: z.string(),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  depends: z.array(z.string()),
});

const lock = z.looseObject({
  info: z.looseObject({
    abi_version: z.string(),
    arch: z.string(),
    platform: z.string(),
    python: z.string(),
  }),
  packages: z.record(z.string(), entry),
});

type Entry = z.output<typeof entry>;

/** Reads `pyodide-lock.json`; `base` is the folder on the net where its files are published. */
export async function readDistribution(lockFile: string, base: URL): Promise<Distribution> {
  const parsed = lock.safeParse(await readJson(lockFile));
  const platform = parsed.success ? platformOf(parsed.data.info) : null;
  if (!parsed.success || platform === null)
    throw new PackagesError(
      "broken",
      `${lockFile} is not a lock file of Pyodide; install Glassbox again`,
    );
  const byName = new Map(
    Object.values(parsed.data.packages).map((found) => [normaliseName(found.name), found]),
  );
  const candidateOf = (found: Entry) => toCandidate(found, base, platform);
  const bySha256 = new Map([...byName.values()].map((found) => [found.sha256, found]));
  return {
    platform,
    abi: parsed.data.info.abi_version,
    find(name) {
      const found = byName.get(name);
      return found === undefined ? null : candidateOf(found);
    },
    isLibrary: (name) => byName.get(name)?.package_type === "shared_library",
    bySha256(sha256) {
      const found = bySha256.get(sha256);
      return found === undefined ? null : candidateOf(found);
    },
  };
}

/** Null: nothing to load, such as the tests of a package. */
function toCandidate(found: Entry, base: URL, platform: Platform): Candidate | null {
  const version = parseVersion(found.version);
  const wheel = parseWheelName(found.file_name);
  const runs = wheel !== null && rankOf(wheel, platform) !== null;
  if (version === null || (!runs && found.package_type !== "shared_library")) return null;
  return {
    name: normaliseName(found.name),
    version,
    fileName: found.file_name,
    sha256: found.sha256,
    bytes: null,
    isYanked: false,
    place: { is: "address", address: new URL(found.file_name, base) },
    requires: found.depends,
    metadata: null,
  };
}

async function readJson(path: string): Promise<unknown> {
  try {
    return await Bun.file(path).json();
  } catch {
    return null;
  }
}
