import { extname } from "node:path";

import { usage } from "../../../kernel/error.ts";
import { isObject, type JsonObject } from "../../../kernel/json.ts";
import { readClientFile } from "../client-file.ts";
import type { Client } from "../clients/client.ts";
import { CLIENTS } from "../clients/index.ts";
import { settingsOf } from "../connect.ts";
import { entriesAt, parseDocument } from "../document/document.ts";
import type { Settings } from "../edit.ts";
import { isOurs } from "../ours.ts";
import type { Place } from "../place.ts";
import type { Read } from "../server.ts";

/** A file of settings and the servers that stand in it. */
export interface Source {
  readonly title: string;
  readonly settings: Settings;
  readonly servers: readonly Found[];
  /** Glassbox is one of them. */
  readonly isConnected: boolean;
}

export interface Found {
  readonly name: string;
  readonly read: Read;
}

export function sourceOfClient(client: Client, place: Place): Source {
  return sourceOf(client.title, client, settingsOf(client, place));
}

/** A file that somebody names, in the words of whichever client: what it holds tells which. */
export function sourceOfFile(file: string): Source {
  const { bytes, text } = readClientFile(file);
  if (!bytes) throw usage(`there is no client and no file ${file}`, `clients: ${ids()}`);
  const format = extname(file) === ".toml" ? "toml" : "jsonc";
  const value = parseDocument({ format, file, text });
  const client = CLIENTS.find((one) => isToml(one) === (format === "toml") && holds(value, one));
  if (!client)
    throw usage(`${file} names no MCP servers`, "wanted: mcpServers, servers, mcp or mcp_servers");
  return sourceOf(file, client, { client: "file", file, format, path: client.path });
}

function sourceOf(title: string, client: Client, settings: Settings): Source {
  const { format, file, path } = settings;
  const value = parseDocument({ format, file, text: readClientFile(file).text });
  const entries = Object.entries(entriesAt(value, path, file));
  const servers = entries.flatMap(([name, entry]) => {
    if (isOurs(entry) || !isObject(entry)) return [];
    return [{ name, read: client.read(entry, value, name) }];
  });
  const isConnected = entries.some(([, entry]) => isOurs(entry));
  return { title, settings, servers, isConnected };
}

const ids = () => CLIENTS.map(({ id }) => id).join(", ");
const isToml = ({ format }: Client) => format === "toml";

function holds(value: JsonObject, { path }: Client): boolean {
  return isObject(path.reduce<unknown>((at, key) => (isObject(at) ? at[key] : null), value));
}
