import { compareVersions } from "../standards/version.ts";
import { isFirstOfItsVersion } from "./best-first.ts";
import type { Distribution } from "./distribution.ts";
import type { Source } from "./source.ts";

/** The index, and Pyodide's own distribution for what the index has not in a form that runs here. */
export function createNetwork(index: Source, distribution: Distribution): Source {
  return {
    async offer(name, signal) {
      const built = distribution.find(name);
      if (built !== null && distribution.isLibrary(name))
        return { candidates: [built], absence: "" };
      const offer = await index.offer(name, signal);
      if (built === null) return offer;
      // A stable sort: of one version the index goes first.
      const candidates = [...offer.candidates, built]
        .toSorted((left, right) => compareVersions(right.version, left.version))
        .filter(isFirstOfItsVersion);
      return { candidates, absence: offer.absence };
    },
  };
}
