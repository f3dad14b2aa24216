import { join } from "node:path";

import { isObject, type JsonObject, type JsonValue } from "../../../kernel/json.ts";
import type { Place } from "../place.ts";
import type { Client } from "./client.ts";
import { commonEntry, readCommon, skipped, texts } from "./shapes.ts";

const folder = ({ home, env }: Place) => join(env["GEMINI_CLI_HOME"] || home, ".gemini");

export const gemini: Client = {
  id: "gemini",
  title: "Gemini CLI",
  format: "jsonc",
  path: ["mcpServers"],
  file: (place) => join(folder(place), "settings.json"),
  traces: (place) => [folder(place)],
  programs: ["gemini"],
  entry: commonEntry,
  read(entry, settings, name) {
    const { mcp } = settings;
    const isOff = isObject(mcp) && texts(mcp["excluded"]).includes(name);
    return isOff ? skipped("it is switched off") : readCommon(withBraces(entry) as JsonObject);
  },
  next: "new sessions of gemini have it",
};

/** It writes variables as `$NAME` too. */
function withBraces(value: JsonValue): JsonValue {
  if (typeof value === "string") return value.replaceAll(/\$([A-Za-z_]\w*)/g, "${$1}");
  if (Array.isArray(value)) return value.map(withBraces);
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, withBraces(one)]));
}
