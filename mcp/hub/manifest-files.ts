import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";
import { isObject } from "../../kernel/json.ts";
import type { JsonObject } from "../../kernel/json.ts";
import type { Manifest, Manifests } from "./manifest.ts";

const object = z.custom<JsonObject>(isObject, "must be an object");
const objects = z.array(object);

const manifest: z.ZodType<Manifest> = z.object({
  server: z.string(),
  spec: z.string(),
  at: z.string(),
  era: z.enum(["legacy", "modern"]),
  protocol: z.string(),
  implementation: z.string(),
  instructions: z.string(),
  capabilities: object,
  tools: objects,
  resources: objects,
  resourceTemplates: objects,
  prompts: objects,
});

/**
 * One file for each server. A manifest can be asked for again, so that nothing here is an error: what cannot be written
 * is not kept, what cannot be read is not there.
 */
export function createManifestFiles(folder: string): Manifests {
  // Names of servers are checked by the hub: letters, digits, "_" and "-".
  const fileOf = (server: string) => join(folder, `${server}.json`);
  return {
    get(server) {
      const kept = manifest.safeParse(readJson(fileOf(server))).data;
      // Where file names know no capitals, "a" may find the manifest of "A".
      return kept?.server === server ? kept : undefined;
    },
    put(kept) {
      const file = fileOf(kept.server);
      try {
        mkdirSync(folder, { recursive: true, mode: 0o700 });
        writeFileSync(`${file}.new`, JSON.stringify(kept), { mode: 0o600 });
        renameSync(`${file}.new`, file);
      } catch {
        rmSync(`${file}.new`, { force: true });
      }
    },
    remove: (server) => rmSync(fileOf(server), { force: true }),
  };
}

function readJson(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch {
    return undefined;
  }
}
