import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { PackagesError } from "../problem.ts";
import { parseWheelName, rankOf } from "../standards/wheel-name.ts";
import { bestFirst, type Ranked } from "./best-first.ts";
import type { Distribution } from "./distribution.ts";
import type { Candidate, Source } from "./source.ts";

/** A folder with wheels, for machines without a network; nothing else is asked then. */
export function createFolder(folder: string, distribution: Distribution): Source {
  return {
    async offer(name) {
      const files = await listFolder(folder);
      const library = distribution.isLibrary(name) ? distribution.find(name) : null;
      const absence = `${folder} holds no wheel of ${name} that runs here; put one there`;
      if (library !== null) {
        const isThere = files.includes(library.fileName);
        const path = join(folder, library.fileName);
        return {
          candidates: isThere ? [{ ...library, place: { is: "file", path } }] : [],
          absence: `${folder} does not hold ${library.fileName}; put it there`,
        };
      }
      const ranked = files.flatMap((file) => {
        const found = rankedFile(join(folder, file), file, distribution);
        return found?.candidate.name === name ? [found] : [];
      });
      return { candidates: bestFirst(ranked), absence };
    },
  };
}

/** Null: no wheel that runs here. */
export function candidateOfFile(
  path: string,
  fileName: string,
  distribution: Distribution,
): Candidate | null {
  return rankedFile(path, fileName, distribution)?.candidate ?? null;
}

function rankedFile(path: string, fileName: string, distribution: Distribution): Ranked | null {
  const wheel = parseWheelName(fileName);
  const rank = wheel === null ? null : rankOf(wheel, distribution.platform);
  if (wheel === null || rank === null) return null;
  const candidate: Candidate = {
    name: wheel.name,
    version: wheel.version,
    fileName,
    sha256: null,
    bytes: null,
    isYanked: false,
    place: { is: "file", path },
    requires: null,
    metadata: null,
  };
  return { candidate, rank, build: wheel.build };
}

async function listFolder(folder: string): Promise<readonly string[]> {
  try {
    return await readdir(folder);
  } catch {
    throw new PackagesError(
      "argument",
      `from: ${JSON.stringify(folder)} is not a folder that can be read; name one that holds wheels`,
    );
  }
}
