import { join } from "node:path";

import type { Place } from "../place.ts";
import type { Client } from "./client.ts";
import { commonEntry, readCommon } from "./shapes.ts";

const folder = ({ home, env }: Place) => env["CODEX_HOME"] || join(home, ".codex");

export const codex: Client = {
  id: "codex",
  title: "Codex",
  format: "toml",
  path: ["mcp_servers"],
  file: (place) => join(folder(place), "config.toml"),
  traces: (place) => [folder(place)],
  programs: ["codex"],
  entry: commonEntry,
  read: readCommon,
  next: "new sessions of codex have it",
};
