import { homedir } from "node:os";
import { resolve } from "node:path";

import { usage } from "../../kernel/error.ts";
import type { Surface } from "../../mcp/front/index.ts";
import type { McpHello } from "../socket/mcp-wire.ts";

/** Where clients work, and what they are shown. */
export interface ServingOptions {
  readonly dir?: string;
  readonly surface?: string;
}

const SURFACES: readonly string[] = ["stable", "full", "auto"];

/** What a client over standard input and output begins with. */
export function helloOf({ dir, surface }: ServingOptions): Omit<McpHello, "version"> {
  return {
    dir: dir === undefined ? currentFolder() : givenFolder(dir),
    surface: surfaceOf(surface) ?? null,
  };
}

export function givenFolder(dir: string): string {
  const folder = resolve(dir);
  if (!isTooMuch(folder)) return folder;
  throw usage(`--dir must be a folder to work in, not ${folder}`, "name one inside of it");
}

export function surfaceOf(text: string | undefined): Surface | undefined {
  if (text === undefined || SURFACES.includes(text)) return text as Surface | undefined;
  throw usage(`--surface must be ${SURFACES.join(", ")}, not "${text}"`);
}

/** Null where nobody meant to work: programs with a window start others in their person's folder, or at the root. */
function currentFolder(): string | null {
  const folder = process.cwd();
  return isTooMuch(folder) ? null : folder;
}

function isTooMuch(folder: string): boolean {
  return folder === "/" || folder === resolve(process.env["HOME"] || homedir());
}
