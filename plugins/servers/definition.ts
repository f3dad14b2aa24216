import { statSync } from "node:fs";
import { isAbsolute } from "node:path";
import { z } from "zod";

import { usage } from "../../kernel/error.ts";
import type { StdioSpec } from "../../mcp/hub/index.ts";

/** Servers of the program itself: their names are taken, switched on or not. */
const BUILT_IN = new Set(["files", "data", "web", "shell"]);

const clean = z.string().regex(/^[^\0]*$/, "must not hold a NUL character");

/** A server as the configuration has it. The command stays as a person gave it. */
export const definition = z.strictObject({
  command: clean.min(1, "is empty; give the program that starts the server"),
  args: z.array(clean).default([]),
  env: z.record(z.string().regex(/^[A-Za-z_]\w*$/, "is no name of a variable"), clean).default({}),
  cwd: clean.optional(),
  effects: z.record(z.string(), z.enum(["read", "keyed", "probe", "once"])).optional(),
  keys: z.record(z.string(), z.string().min(1)).optional(),
});

export type Definition = z.output<typeof definition>;

const servers = z.object({
  servers: z.record(z.string(), z.object(definition.shape)).default({}),
});

/** The servers of a configuration, as far as they are any. */
export function configured(config: unknown): Readonly<Record<string, Definition>> {
  return servers.parse(config ?? {}).servers;
}

/** Throws `usage` for what no server can be. */
export function checkDefinition(name: string, { cwd }: Definition): void {
  if (!/^[a-z][a-z0-9-]{0,31}$/.test(name))
    throw usage(
      `${JSON.stringify(name)} cannot be a server's name`,
      "take small letters, digits and -, a letter first, at most 32 of them",
    );
  if (BUILT_IN.has(name))
    throw usage(`${name} is a server of Glassbox itself`, "take another name");
  if (cwd === undefined) return;
  const isFolder = isAbsolute(cwd) && statSync(cwd, { throwIfNoEntry: false })?.isDirectory();
  if (!isFolder)
    throw usage(`cwd: there is no folder ${JSON.stringify(cwd)}`, "give the full path of a folder");
}

export function specOf(
  name: string,
  { command, args, env, cwd, effects, keys }: Definition,
): StdioSpec {
  return {
    name,
    transport: "stdio",
    rooted: false,
    trusted: false,
    command,
    args,
    env,
    ...(cwd === undefined ? {} : { cwd }),
    ...(effects === undefined ? {} : { effects }),
    ...(keys === undefined ? {} : { keys }),
  };
}
