import type { AddedPackages, AddProgress } from "../types.ts";
import { createFetcher, type Fetcher, type Obtained } from "./obtain.ts";
import { inLoadOrder } from "./order.ts";
import { PackagesError } from "./problem.ts";
import { formatRequests, mergeRequests, readRequests, type Request } from "./requests.ts";
import { resolve, type Chosen } from "./resolve/resolve.ts";
import type { Setting } from "./setting.ts";
import { lockedCandidates } from "./sources/locked.ts";
import { placeName, type Candidate, type Offer } from "./sources/source.ts";
import { formatVersion } from "./standards/version.ts";
import {
  readImageFile,
  writeImageFile,
  type ImageFile,
  type LockedWheel,
} from "./store/image-file.ts";
import { allImageFiles, sweepStore } from "./store/keep.ts";

/** Fetches that run at the same time. */
const PARALLEL = 4;

/** The caller holds the lock of the store. */
export async function addPackages(
  setting: Setting,
  image: string,
  requirements: readonly string[],
  progress: AddProgress,
): Promise<AddedPackages> {
  const { store } = setting;
  const distribution = await setting.distribution();
  const requests = readRequests(requirements, distribution);
  const before = await readImageFile(store, image);
  const locked = lockedCandidates(before, distribution);
  const requested = mergeRequests(before?.requested ?? [], requests);
  const transport = setting.transport();
  const fetcher = createFetcher({ store, transport, distribution, progress });
  const own = await ownFiles(requests, fetcher);

  const chosen = await resolve({
    requested,
    platform: distribution.platform,
    preferred: new Map([...locked].filter(([name]) => !own.has(name))),
    offer: offers(setting, own, progress.signal),
    requires: (candidate) => fetcher.requires(candidate),
  });
  const ordered = inLoadOrder(chosen);
  const wheels = await obtainAll(ordered, fetcher, progress.signal);
  await refuseChanged(store, wheels);
  const after: ImageFile = {
    version: 1,
    image,
    abi: distribution.abi,
    requested: formatRequests(requested),
    wheels,
  };
  await writeImageFile(store, after);
  await sweepStore(store);
  return report(before, after, requests);
}

/** A file that was named is the only one that its package is taken from; its hash is known from here on. */
async function ownFiles(
  requests: readonly Request[],
  fetcher: Fetcher,
): Promise<ReadonlyMap<string, Candidate>> {
  const own = new Map<string, Candidate>();
  for (const { file } of requests) {
    if (file === null) continue;
    await fetcher.obtain(file);
    own.set(file.name, file);
  }
  return own;
}

/** Each package is looked up once. */
function offers(
  setting: Setting,
  own: ReadonlyMap<string, Candidate>,
  signal: AbortSignal,
): (name: string) => Promise<Offer> {
  const known = new Map<string, Promise<Offer>>();
  const source = setting.source();
  // Reported where it is awaited; it may be that nobody does.
  source.catch(() => {});
  const lookUp = async (name: string) => (await source).offer(name, signal);
  return (name) => {
    const file = own.get(name);
    if (file !== undefined) return Promise.resolve({ candidates: [file], absence: "" });
    const found = known.get(name) ?? lookUp(name);
    known.set(name, found);
    return found;
  };
}

async function obtainAll(
  ordered: readonly Chosen[],
  fetcher: Fetcher,
  signal: AbortSignal,
): Promise<LockedWheel[]> {
  const obtained = new Map<Chosen, Obtained>();
  const waiting = [...ordered];
  const work = async () => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      signal.throwIfAborted();
      obtained.set(next, await fetcher.obtain(next.candidate));
    }
  };
  const workers = await Promise.allSettled(Array.from({ length: PARALLEL }, work));
  for (const worker of workers) if (worker.status === "rejected") throw worker.reason;
  return ordered.flatMap((chosen) => {
    const found = obtained.get(chosen);
    return found === undefined ? [] : [lockedWheel(chosen, found)];
  });
}

function lockedWheel({ candidate, depends }: Chosen, obtained: Obtained): LockedWheel {
  const { place } = candidate;
  return {
    name: candidate.name,
    version: formatVersion(candidate.version),
    fileName: candidate.fileName,
    sha256: obtained.file.sha256,
    bytes: obtained.file.bytes,
    address: place.is === "address" ? place.address.href : null,
    from: placeName(place),
    requires: [...obtained.requires],
    depends: [...depends],
    imports: [...obtained.imports],
  };
}

/** Published files never change. One that does has been swapped, by its maker or by somebody else. */
async function refuseChanged(store: string, wheels: readonly LockedWheel[]): Promise<void> {
  for (const file of await allImageFiles(store))
    for (const known of file.wheels)
      for (const wheel of wheels)
        if (
          known.address !== null &&
          known.from === wheel.from &&
          known.fileName === wheel.fileName &&
          known.sha256 !== wheel.sha256
        )
          throw new PackagesError(
            "broken",
            `${wheel.fileName} from ${wheel.from} is not the file that image ${file.image} has under that name; ` +
              `find out why it changed, or remove ${known.name} there first`,
          );
}

function report(
  before: ImageFile | null,
  after: ImageFile,
  requests: readonly Request[],
): AddedPackages {
  const had = new Set(before?.wheels.map((wheel) => wheel.sha256));
  const added = after.wheels.filter((wheel) => !had.has(wheel.sha256));
  const kept = after.wheels.filter((wheel) => had.has(wheel.sha256)).map((wheel) => wheel.name);
  return {
    image: after.image,
    added: added.map(({ name, version, bytes, from, sha256 }) => ({
      name,
      version,
      bytes,
      from,
      sha256,
    })),
    present: requests
      .map(({ requirement }) => requirement.name)
      .filter((name) => kept.includes(name)),
  };
}
