import { renameSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { z } from "zod";

import { messageOf, usage } from "../../kernel/error.ts";
import type { JsonObject } from "../../kernel/json.ts";
import { checkConfig, parseConfig } from "./config-fault.ts";
import { type Config, configSchema, type ProjectConfig, projectSchema } from "./config-schema.ts";

/** The home's configuration. What a person writes into the file counts from the next look on. */
export interface ConfigStore {
  readonly path: string;
  /** With every default filled in. Throws `usage` while the file is broken. */
  read(): Config;
  /** Only what the file says. */
  written(): JsonObject;
  /** Writes what `change` makes of it, or throws and leaves the file as it was. */
  update(change: (written: JsonObject) => JsonObject): void;
}

export function openConfig(home: string): ConfigStore {
  const path = join(home, "config.json");
  const file = watchedFile(path, configSchema);
  const written = (): JsonObject => {
    file.read();
    return (file.text() === null ? {} : JSON.parse(file.text()!)) as JsonObject;
  };
  return {
    path,
    read: () => file.read(),
    written,
    update(change) {
      const next = change(written());
      checkConfig(path, next, configSchema);
      const draft = `${path}.new`;
      try {
        writeFileSync(draft, `${JSON.stringify(next, null, 2)}\n`, { mode: 0o600 });
        renameSync(draft, path);
        writes += 1;
      } catch (error) {
        rmSync(draft, { force: true });
        throw error;
      }
    },
  };
}

/** How often any configuration was written by this process. */
let writes = 0;

/** A person's change counts after so long at the latest; calls of tools ask many times in it. */
const LATELY_MS = 5;

/** The configuration for many questions in a row: the file is looked at once in a few milliseconds. */
export function latelyRead(store: Pick<ConfigStore, "read">): () => Config {
  let known: { readonly config: Config; readonly writes: number; readonly at: number } | undefined;
  return () => {
    const now = performance.now();
    if (known?.writes !== writes || now - known.at > LATELY_MS)
      known = { config: store.read(), writes, at: now };
    return known.config;
  };
}

/** The narrowing of each run directory that has one. */
export function projectConfigs(): (dir: string) => ProjectConfig {
  const files = new Map<string, WatchedFile<typeof projectSchema>>();
  return (dir) => {
    let file = files.get(dir);
    if (!file)
      files.set(dir, (file = watchedFile(join(dir, "glassbox.config.json"), projectSchema)));
    return file.read();
  };
}

interface WatchedFile<S extends z.ZodType> {
  read(): z.output<S>;
  /** As last read; null when there is no file. */
  text(): string | null;
}

/** Reads again when the file is another one than before: one `stat` otherwise. */
function watchedFile<S extends z.ZodType>(path: string, schema: S): WatchedFile<S> {
  let known = "never read";
  let text: string | null = null;
  let value: z.output<S>;
  return {
    read() {
      const stat = statSync(path, { throwIfNoEntry: false, bigint: true });
      const mark = stat ? `${stat.ino} ${stat.size} ${stat.mtimeNs}` : "absent";
      if (mark === known) return value;
      text = stat ? readText(path) : null;
      value = text === null ? checkConfig(path, {}, schema) : parseConfig(path, text, schema);
      known = mark;
      return value;
    },
    text: () => text,
  };
}

function readText(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    throw usage(`${path} cannot be read: ${messageOf(error)}`, "make it a file you may read");
  }
}
