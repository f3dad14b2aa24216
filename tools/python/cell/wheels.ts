import { readFileSync } from "node:fs";
import { readZip, unpack } from "../wheels/archive/zip.ts";
import type { Boot } from "./frames.ts";
import type { FileSystem } from "./interpreter.ts";
import { sha256 } from "./sha256.ts";

/** What the prelude is to link and import once the walls are up. */
export interface Unpacked {
  /** Absolute paths of shared libraries, in the order in which they are needed. */
  readonly libraries: readonly { readonly path: string; readonly isGlobal: boolean }[];
}

type Wheel = Boot["wheels"][number];

const SITE = "/lib/python3.14/site-packages";
const LIBRARIES = "/usr/lib";
const LIBRARY = /\.so(\.\d+)*$/;
/** Of a wheel, what belongs beside its modules. */
const SCHEME = /^[^/]+\.data\/(purelib|platlib)\//;
const OTHER_SCHEME = /^[^/]+\.data\//;

/** Puts the files of an image's packages in place. Nothing of them is executed. */
export function unpackWheels(fs: FileSystem, wheels: readonly Wheel[]): Unpacked {
  return { libraries: wheels.flatMap((wheel) => unpackWheel(fs, wheel)) };
}

function unpackWheel(fs: FileSystem, wheel: Wheel): Unpacked["libraries"] {
  const bytes = readFileSync(wheel.path);
  if (sha256(bytes) !== wheel.sha256) {
    throw new Error(`The file of ${wheel.name} ${wheel.version} is not what it was: add it again.`);
  }
  const isWheel = wheel.path.endsWith(".whl");
  const libraries: { path: string; isGlobal: boolean }[] = [];
  const folders = new Set<string>();
  for (const entry of readZip(bytes)) {
    const path = isWheel ? placeOf(entry.path) : `${LIBRARIES}/${entry.path}`;
    if (path === null) continue;
    const folder = path.slice(0, path.lastIndexOf("/"));
    if (!folders.has(folder)) fs.mkdirTree(folder);
    folders.add(folder);
    fs.writeFile(path, unpack(entry));
    if (LIBRARY.test(path)) libraries.push({ path, isGlobal: !isWheel });
  }
  return libraries;
}

/** Null: scripts, headers and data have no use here. */
function placeOf(path: string): string | null {
  if (SCHEME.test(path)) return `${SITE}/${path.replace(SCHEME, "")}`;
  return OTHER_SCHEME.test(path) ? null : `${SITE}/${path}`;
}
