import { unavailable } from "../../../kernel/error.ts";
import type { Engine } from "./engine.ts";
import type { Beside } from "./events.ts";
import { freeName } from "./free-name.ts";
import { moveToFree } from "./system.ts";
import type { Walk } from "./walk.ts";

const LABEL = "after a power cut";

/** What a power cut has left at a path and nobody can tell the worth of: kept, and beside it under a name of its own. */
export function setAside(
  { parts, reached }: Engine,
  walk: Walk,
  dir: string,
  path: string,
): Beside {
  reached(`aside ${path}`);
  parts.capture(dir, [path]);
  const name = freeName(walk, path, new Set(), LABEL);
  const [from, to] = [walk.find(path).at, walk.find(name).at];
  if (from === null || to === null)
    throw unavailable(
      `what a power cut left of ${JSON.stringify(path)} cannot be put aside: its folder is gone`,
      "bring it back, then start again",
    );
  moveToFree(from, to);
  const [was, is] = [JSON.stringify(path), JSON.stringify(name)];
  console.error(`glassbox: in ${dir}, what a power cut left at ${was} is ${is} now`);
  return { path, name };
}
