import { basename } from "node:path";

import { isObject, type JsonValue } from "../../kernel/json.ts";
import { texts } from "./clients/shapes.ts";

/** Whether a client's server is this program: however it was found, it is started with these words. */
export function isOurs(entry: JsonValue | undefined): boolean {
  if (!isObject(entry)) return false;
  const { command } = entry;
  const words = [
    ...texts(typeof command === "string" ? [command] : command),
    ...texts(entry["args"]),
  ];
  const at = words.findIndex((word) => /^glassbox(?:\.mjs)?$/.test(basename(word)));
  return at >= 0 && words[at + 1] === "mcp" && words[at + 2] === "serve";
}
