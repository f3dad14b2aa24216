import { posix } from "node:path";
import type { Import } from "./imports.ts";
import type { SourceFile } from "./source-file.ts";

/** A room is a top folder; each tool and each plugin is one of its own, and so is each file at the top. */
export function roomOf(path: string): string {
  const [top = "", name] = path.split("/");
  const hasRoomsInside = (top === "tools" || top === "plugins") && path.split("/").length > 2;
  return hasRoomsInside ? `${top}/${name}` : top;
}

/** The path of an imported file of ours; nothing for a package. */
export function pathOfImport(from: SourceFile, found: Import): string | undefined {
  if (found.specifier === "glassbox") return "main.ts";
  if (found.specifier === "glassbox/client") return "ui/socket/index.ts";
  if (!/^\.{1,2}(?:\/|$)/.test(found.specifier)) return undefined;
  return posix.join(posix.dirname(from.path), found.specifier);
}
