import type { ImageFile } from "../store/image-file.ts";
import { parseVersion } from "../standards/version.ts";
import { parseWheelName, rankOf } from "../standards/wheel-name.ts";
import type { Distribution } from "./distribution.ts";
import type { Candidate } from "./source.ts";

/** What an image holds, as candidates that ask for nothing from outside; what no longer runs here is left out. */
export function lockedCandidates(
  file: ImageFile | null,
  distribution: Distribution,
): ReadonlyMap<string, Candidate> {
  const candidates = (file?.wheels ?? []).flatMap((wheel): Candidate[] => {
    const version = parseVersion(wheel.version);
    if (version === null || !runs(wheel.fileName, wheel.sha256, distribution)) return [];
    return [
      {
        name: wheel.name,
        version,
        fileName: wheel.fileName,
        sha256: wheel.sha256,
        bytes: wheel.bytes,
        // It was taken when it was not, or by its exact version.
        isYanked: false,
        place:
          wheel.address === null
            ? { is: "file", path: wheel.from }
            : { is: "address", address: new URL(wheel.address) },
        requires: wheel.requires,
        metadata: null,
      },
    ];
  });
  return new Map(candidates.map((candidate) => [candidate.name, candidate]));
}

export function runs(fileName: string, sha256: string, distribution: Distribution): boolean {
  const name = parseWheelName(fileName);
  if (name === null) return distribution.bySha256(sha256) !== null;
  return rankOf(name, distribution.platform) !== null;
}
