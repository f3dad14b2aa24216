import type { FromCell } from "../cell/frames.ts";
import type { FileChange, GivenFile, Limits } from "../types.ts";
import { ProtocolBreach } from "./breach.ts";
import { sha256 } from "./digest.ts";

type Done = Extract<FromCell, { is: "done" }>;
type Announced = Done["files"][number];

/** Components and length as every system of ours takes them. */
const MAX_PATH_BYTES = 4096;
const MAX_NAME_BYTES = 255;

/** The changes that a cell reports, their bytes cut out of the frame. Nothing that cannot be true is taken. */
export function readPatch(
  announced: readonly Announced[],
  bytes: Uint8Array,
  given: readonly GivenFile[],
  limits: Limits,
): readonly FileChange[] {
  const givenByPath = new Map(given.map((file) => [file.path, file]));
  const present = announced.filter(({ change }) => change !== "deleted").length;
  if (present > limits.files) throw new ProtocolBreach(`${present} files`);
  if (bytes.length > limits.fileBytes) throw new ProtocolBreach(`${bytes.length} bytes of files`);
  checkPaths(announced);
  let offset = 0;
  const changes = announced.map((file) => {
    const start = offset;
    offset += file.bytes ?? 0;
    if (offset > bytes.length) throw new ProtocolBreach("fewer bytes of files than announced");
    const content = file.bytes === null ? null : bytes.subarray(start, offset);
    return readChange(file, content, givenByPath.get(file.path));
  });
  if (offset !== bytes.length) throw new ProtocolBreach("more bytes of files than announced");
  return changes.toSorted((a, b) => (a.path < b.path ? -1 : 1));
}

function readChange(
  { path, change, before }: Announced,
  content: Uint8Array | null,
  given: GivenFile | undefined,
): FileChange {
  const after = content === null ? null : sha256(content);
  if ((change === "deleted") !== (after === null)) throw new ProtocolBreach(`no bytes of ${path}`);
  if ((change === "created") !== (before === null)) {
    throw new ProtocolBreach(`${path} ${change}, but not what was there before`);
  }
  // Whoever applies the patch relies on this hash to find out that the file is not what the program saw.
  if (given !== undefined && before !== sha256(given.bytes)) {
    throw new ProtocolBreach(`${path} before is not what was given`);
  }
  if (change === "changed" && before === after) throw new ProtocolBreach(`${path} is unchanged`);
  return { path, change, before, sha256: after, bytes: content };
}

/** Each one file of its own below the folder: no way out, nothing that is a file and a folder at once. */
function checkPaths(announced: readonly Announced[]): void {
  const paths = new Set(announced.map(({ path }) => path));
  if (paths.size !== announced.length) throw new ProtocolBreach("a file twice");
  const present = announced.filter(({ change }) => change !== "deleted");
  const files = new Set(present.map(({ path }) => path));
  for (const path of paths) {
    if (!isSane(path))
      throw new ProtocolBreach(`a file called ${JSON.stringify(path).slice(0, 100)}`);
  }
  for (const path of files) {
    const within = foldersOf(path).find((folder) => files.has(folder));
    if (within !== undefined) throw new ProtocolBreach(`${within} as file and folder`);
  }
}

function foldersOf(path: string): readonly string[] {
  const names = path.split("/");
  return names.slice(1).map((_, depth) => names.slice(0, depth + 1).join("/"));
}

function isSane(path: string): boolean {
  if (!path.isWellFormed() || Buffer.byteLength(path) > MAX_PATH_BYTES) return false;
  return path.split("/").every(isSaneName);
}

/** Backslashes and colons mean something to systems that are not ours; control characters mean something to terminals. */
function isSaneName(name: string): boolean {
  if (name === "" || name === "." || name === "..") return false;
  return Buffer.byteLength(name) <= MAX_NAME_BYTES && !/[\u0000-\u001f\u007f-\u009f\\]/.test(name);
}
