import { statSync } from "node:fs";
import { isAbsolute } from "node:path";
import { z } from "zod";

import { usage } from "../../kernel/error.ts";
import type { HttpSpec, StdioSpec } from "../../mcp/hub/index.ts";

/** Servers of the program itself: their names are taken, switched on or not. */
const BUILT_IN = new Set(["files", "data", "web", "shell", "outbox", "glassbox"]);

const clean = z.string().regex(/^[^\0]*$/, "must not hold a NUL character");
const effect = z.enum(["read", "keyed", "probe", "once"]);
const secret = /^secret:\/\/[^\s]+$/;

/** What a person may set for any server. */
const settings = {
  effects: z.record(z.string(), effect).optional(),
  keys: z.record(z.string(), z.string().min(1)).optional(),
  policy: z.record(z.string().min(1), z.enum(["allow", "ask", "deny"])).optional(),
  pool: z.enum(["shared", "session", "lease"]).optional(),
  protocol: z.enum(["auto", "legacy", "modern"]).optional(),
  idleSeconds: z.number().nonnegative().optional(),
  callsPerMinute: z.int().positive().optional(),
};

const variable = z.string().regex(/^[A-Za-z_]\w*$/, "is no name of a variable");
const header = z.string().regex(/^[\w!#$%&'*+.^`|~-]+$/, "is no name of a header");

/** As somebody gives it: without the defaults, so that it shows what was said. */
const overStdio = {
  command: clean.min(1, "is empty; give the program that starts the server").optional(),
  args: z.array(clean).optional(),
  env: z.record(variable, clean).optional(),
  cwd: clean.optional(),
};

const overHttp = {
  url: z.url({ protocol: /^https?$/, error: "must be an http or https address" }).optional(),
  headers: z.record(header, z.string().regex(/^[^\0\r\n]*$/, "must be one line")).optional(),
  oauth: z
    .strictObject({
      clientId: z.string().min(1).optional(),
      clientSecret: z.string().regex(secret, "must be secret://NAME").optional(),
      scopes: z.array(z.string().min(1)).optional(),
    })
    .optional(),
};

const stdio = z.object({
  ...overStdio,
  command: z.string(),
  args: z.array(z.string()).default([]),
  env: z.record(z.string(), z.string()).default({}),
  ...settings,
});

const http = z.object({
  ...overHttp,
  url: z.string(),
  headers: z.record(z.string(), z.string()).default({}),
  ...settings,
});

/** A server as the configuration has it. The command stays as a person gave it. */
export type Definition = z.output<typeof stdio> | z.output<typeof http>;

export const given = z.strictObject({
  name: z.string(),
  ...overStdio,
  ...overHttp,
  ...settings,
});

/** Throws `usage` unless it is a server over stdio, or one somewhere else. */
export function definitionOf(input: z.output<typeof given>): Definition {
  const { name: _name, ...said } = input;
  const isRemote = "url" in said;
  if (isRemote === "command" in said)
    throw usage(
      isRemote ? "a server has a command or an address, not both" : "command: nothing was given",
      "give the program that starts the server, or the address of a remote one",
    );
  const other = Object.keys(isRemote ? overStdio : overHttp).find((field) => field in said);
  if (other !== undefined)
    throw usage(
      `${other}: a server ${isRemote ? "with an address" : "with a command"} has none`,
      `leave ${other} out`,
    );
  return isRemote ? http.parse(said) : stdio.parse(said);
}

const servers = z.object({
  servers: z.record(z.string(), z.union([stdio, http])).default({}),
});

/** The servers of a configuration, as far as they are any. */
export function configured(config: unknown): Readonly<Record<string, Definition>> {
  return servers.parse(config ?? {}).servers;
}

/** Throws `usage` for what no server can be. */
export function checkDefinition(name: string, said: Definition): void {
  if (!/^[a-z][a-z0-9-]{0,31}$/.test(name))
    throw usage(
      `${JSON.stringify(name)} cannot be a server's name`,
      "take small letters, digits and -, a letter first, at most 32 of them",
    );
  if (BUILT_IN.has(name))
    throw usage(`${name} is a server of Glassbox itself`, "take another name");
  const cwd = "cwd" in said ? said.cwd : undefined;
  if (cwd === undefined) return;
  const isFolder = isAbsolute(cwd) && statSync(cwd, { throwIfNoEntry: false })?.isDirectory();
  if (!isFolder)
    throw usage(`cwd: there is no folder ${JSON.stringify(cwd)}`, "give the full path of a folder");
}

export function specOf(name: string, said: Definition): StdioSpec | HttpSpec {
  const known = Object.entries(said).filter(([, value]) => value !== undefined);
  const about = { name, rooted: false, trusted: false, ...Object.fromEntries(known) };
  return "url" in said
    ? { ...(about as Omit<HttpSpec, "transport">), transport: "http" }
    : { ...(about as Omit<StdioSpec, "transport">), transport: "stdio" };
}

/** Where it is, for people: its command line, or its address. */
export function placeOf(said: Definition): string {
  return "url" in said ? said.url : [said.command, ...said.args].join(" ");
}
