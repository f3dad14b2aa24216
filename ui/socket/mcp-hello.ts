import { isAbsolute } from "node:path";
import { z } from "zod";

import { usage } from "../../kernel/error.ts";
import { firstIssue } from "../../kernel/verb.ts";
import type { McpHello } from "./mcp-wire.ts";

const EXAMPLE = 'send one line first: {"dir": null, "surface": null, "version": "0.1.0"}';

export const surface = z.enum(["stable", "full", "auto"]);

export const directory = z
  .string()
  .refine(isAbsolute, "must be an absolute path")
  .describe("Where runs and rooted servers work.");

const hello = z.strictObject({
  dir: directory.nullable(),
  surface: surface.nullable(),
  version: z.string().min(1),
});

/** The line with which a stream begins. Throws `usage` with the field. */
export function parseHello(line: string): McpHello {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    throw usage("the first line is not JSON", EXAMPLE);
  }
  const { data, error } = hello.safeParse(value);
  if (error) throw usage(`hello: ${firstIssue(error)}`, EXAMPLE);
  return data;
}
