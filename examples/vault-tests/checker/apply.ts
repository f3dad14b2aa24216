import { renamedPath } from "./rename.ts";
import { openLibrary } from "./resolve.ts";
import { renameSites } from "./sites.ts";
import type { Vault } from "../vault.ts";

/** A renaming as the rules want it: every site that must follow does. Tests break it on purpose. */
export function applyRename(before: ReadonlyMap<string, string>, from: string, to: string): Vault {
  const library = openLibrary(before);
  const after: Vault = new Map();
  for (const [path, text] of before) {
    const sites = path.endsWith(".md") ? renameSites(library, path, { from, to }) : [];
    let renamed = text;
    for (const site of sites.toReversed()) {
      if (site.duty !== "must") continue;
      renamed = renamed.slice(0, site.start) + (site.options[0] ?? to) + renamed.slice(site.end);
    }
    after.set(renamedPath(path, from, to), renamed);
  }
  return after;
}
