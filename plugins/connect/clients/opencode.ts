import { existsSync } from "node:fs";
import { join } from "node:path";

import type { JsonObject } from "../../../kernel/json.ts";
import type { Place } from "../place.ts";
import type { Program, Read } from "../server.ts";
import type { Client } from "./client.ts";
import { isText, remote, skipped, textMap, texts } from "./shapes.ts";

/** It looks here on every system. */
const folder = ({ home, env }: Place) =>
  join(env["XDG_CONFIG_HOME"] || join(home, ".config"), "opencode");

/** The last of its files counts most, so that is where it is written if there are several. */
function file(place: Place): string {
  const named = place.env["OPENCODE_CONFIG"];
  if (named) return named;
  const inFolder = (name: string) => join(place.env["OPENCODE_CONFIG_DIR"] || folder(place), name);
  const names = ["opencode.jsonc", "opencode.json", "config.json"];
  return names.map(inFolder).find((one) => existsSync(one)) ?? inFolder("opencode.json");
}

export const opencode: Client = {
  id: "opencode",
  title: "opencode",
  format: "jsonc",
  path: ["mcp"],
  file,
  traces: (place) => [folder(place), join(place.home, ".opencode")],
  programs: ["opencode"],
  entry({ command, args, env }: Program): JsonObject {
    const entry = { type: "local", command: [command, ...args], enabled: true };
    return Object.keys(env).length > 0 ? { ...entry, environment: env } : entry;
  },
  read(entry): Read {
    if (entry["enabled"] === false) return skipped("it is switched off");
    const { url } = entry;
    if (isText(url)) return remote(url, textMap(entry["headers"]));
    const [command, ...args] = texts(entry["command"]);
    if (!command) return skipped("it has neither a command nor an address");
    const env = textMap(entry["environment"]);
    return { kind: "server", server: { command, args, env } };
  },
  next: "new sessions of opencode have it",
};
