import { createReadStream } from "node:fs";
import { rm, stat } from "node:fs/promises";
import { inspectArchive, inspectWheel } from "./archive/inspect.ts";
import { ZipProblem } from "./archive/zip.ts";
import type { Transport } from "./network/transport.ts";
import { PackagesError } from "./problem.ts";
import type { Distribution } from "./sources/distribution.ts";
import { placeName, type Candidate } from "./sources/source.ts";
import { parseMetadata, type Metadata } from "./standards/metadata.ts";
import { parseWheelName } from "./standards/wheel-name.ts";
import {
  createSink,
  isIntact,
  WrongHash,
  wheelPath,
  type StoredFile,
} from "./store/wheel-files.ts";
import type { AddProgress } from "../types.ts";

const MAX_WHEEL_BYTES = 512 * 1024 * 1024;
const MAX_METADATA_BYTES = 4 * 1024 * 1024;

/** A file in the store, looked through. */
export interface Obtained {
  readonly file: StoredFile;
  readonly requires: readonly string[];
  readonly imports: readonly string[];
}

/** Gets files into the store and says what they ask for; each is fetched and looked through once. */
export interface Fetcher {
  /** As cheaply as it can be known. */
  requires(candidate: Candidate): Promise<readonly string[]>;
  obtain(candidate: Candidate): Promise<Obtained>;
}

export interface FetcherInput {
  readonly store: string;
  readonly transport: Transport;
  readonly distribution: Distribution;
  readonly progress: AddProgress;
}

export function createFetcher(input: FetcherInput): Fetcher {
  const obtained = new Map<Candidate, Promise<Obtained>>();
  const announced = new Map<Candidate, Promise<readonly string[] | null>>();

  function obtain(candidate: Candidate): Promise<Obtained> {
    const known = obtained.get(candidate);
    if (known !== undefined) return known;
    const fresh = fetchAndInspect(candidate, input);
    obtained.set(candidate, fresh);
    return fresh;
  }

  function announce(candidate: Candidate): Promise<readonly string[] | null> {
    const known = announced.get(candidate);
    if (known !== undefined) return known;
    const fresh = fetchMetadata(candidate, input);
    announced.set(candidate, fresh);
    return fresh;
  }

  return {
    async requires(candidate) {
      if (candidate.requires !== null) return candidate.requires;
      return (await announce(candidate)) ?? (await obtain(candidate)).requires;
    },
    async obtain(candidate) {
      const found = await obtain(candidate);
      const announcement = await announced.get(candidate);
      if (announcement == null || Bun.deepEquals([...announcement], [...found.requires]))
        return found;
      throw new PackagesError(
        "broken",
        `${candidate.fileName} asks for other packages than ${placeName(candidate.place)} said; ask for another version of it`,
      );
    },
  };
}

async function fetchMetadata(
  candidate: Candidate,
  { transport, progress }: FetcherInput,
): Promise<readonly string[] | null> {
  if (candidate.metadata === null) return null;
  const { address, sha256 } = candidate.metadata;
  const what = `The metadata of ${candidate.fileName}`;
  const wanted = { what, accept: "*/*", maxBytes: MAX_METADATA_BYTES, bytes: null };
  const answer = await transport.fetchBytes(address, wanted, progress.signal);
  if (answer === null) return null;
  const actual = new Bun.CryptoHasher("sha256").update(answer.bytes).digest("hex");
  if (sha256 !== null && sha256 !== actual)
    throw new PackagesError("broken", wrongHash(what, address.host, sha256, actual));
  const metadata: Metadata | null = parseMetadata(new TextDecoder().decode(answer.bytes));
  return metadata?.name === candidate.name ? metadata.requires : null;
}

async function fetchAndInspect(candidate: Candidate, input: FetcherInput): Promise<Obtained> {
  const file = await fetchFile(candidate, input);
  try {
    return await inspect(candidate, file, input.distribution);
  } catch (error) {
    await rm(file.path, { force: true });
    if (!(error instanceof ZipProblem)) throw error;
    throw new PackagesError(
      "broken",
      `${candidate.fileName} from ${placeName(candidate.place)} ${error.message}; it was not taken`,
    );
  }
}

async function inspect(
  candidate: Candidate,
  file: StoredFile,
  distribution: Distribution,
): Promise<Obtained> {
  const bytes = await Bun.file(file.path).bytes();
  const built = distribution.bySha256(file.sha256);
  const name = parseWheelName(candidate.fileName);
  if (name === null) {
    await inspectArchive(bytes);
    return { file, requires: candidate.requires ?? [], imports: [] };
  }
  const { metadata, imports } = await inspectWheel(bytes, name);
  // What Pyodide's makers say of their own files names the libraries too, which metadata cannot.
  const requires = candidate.requires ?? built?.requires ?? metadata.requires;
  return { file, requires, imports };
}

async function fetchFile(candidate: Candidate, input: FetcherInput): Promise<StoredFile> {
  const { fileName, sha256, place } = candidate;
  if (sha256 !== null) {
    const path = wheelPath(input.store, sha256, fileName);
    if (await isIntact(path, sha256)) return { path, sha256, bytes: (await stat(path)).size };
  }
  try {
    const file =
      place.is === "address"
        ? await download(candidate, place.address, input)
        : await copyIn(candidate, place.path, input);
    if (file !== null) return file;
  } catch (error) {
    if (!(error instanceof WrongHash)) throw error;
    throw new PackagesError(
      "broken",
      wrongHash(fileName, placeName(place), sha256 ?? "", error.actual),
    );
  }
  throw new PackagesError(
    "missing",
    `${fileName} is not at ${placeName(place)}, though it is listed; ask for another version of ${candidate.name}`,
  );
}

function download(
  candidate: Candidate,
  address: URL,
  input: FetcherInput,
): Promise<StoredFile | null> {
  const { fileName, sha256, bytes } = candidate;
  const isBuilt = sha256 !== null && input.distribution.bySha256(sha256) !== null;
  const what = isBuilt ? `${fileName}, which Pyodide's makers publish,` : fileName;
  const wanted = { what, accept: "*/*", maxBytes: MAX_WHEEL_BYTES, bytes };
  const begin = () => sinkOf(candidate, input);
  return input.transport.download(address, wanted, begin, input.progress.signal);
}

async function copyIn(
  candidate: Candidate,
  path: string,
  input: FetcherInput,
): Promise<StoredFile> {
  const found = await stat(path).catch(() => null);
  if (found === null || !found.isFile() || found.size > MAX_WHEEL_BYTES)
    throw new PackagesError(
      "argument",
      `${path} is not a file that can be read; name a wheel of up to ${MAX_WHEEL_BYTES} bytes`,
    );
  const sink = sinkOf(candidate, input);
  try {
    await sink.start(found.size);
    for await (const chunk of createReadStream(path, { signal: input.progress.signal }))
      await sink.write(chunk);
    return await sink.end();
  } catch (error) {
    await sink.discard();
    throw error;
  }
}

function sinkOf(candidate: Candidate, { store, progress }: FetcherInput) {
  return createSink(store, candidate.fileName, candidate.sha256, (bytes, total) => {
    progress.fetched?.(candidate.name, bytes, total ?? candidate.bytes);
  });
}

function wrongHash(what: string, where: string, expected: string, actual: string): string {
  return (
    `${what} from ${where} is not what it should be: its SHA-256 is ${actual.slice(0, 16)}…, ` +
    `not ${expected.slice(0, 16)}…; it was not taken, try again later`
  );
}
