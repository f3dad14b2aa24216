import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { isObject } from "../../../kernel/json.ts";
import { ParentWatch } from "../../../mcp/hub/parent-watch.ts";
import type { PackageStart } from "./package-start.ts";

const PATIENCE_MS = 180_000;

/** A program of a package that lies in the home. */
export interface Installed {
  readonly file: string;
  readonly version: string;
}

/**
 * The program of a package, installed into a folder of its own if it is not there yet. No script of a package is run.
 * Null: it cannot be had, or has no such program.
 */
export async function installed(
  folder: string,
  start: PackageStart,
  env: Readonly<Record<string, string | undefined>>,
): Promise<Installed | null> {
  const own = join(folder, `${start.name.replace("/", "+")}@${start.version}`);
  const found = programIn(own, start);
  if (found) return found;
  mkdirSync(own, { recursive: true, mode: 0o700 });
  const dependencies = { [start.name]: start.version };
  writeFileSync(join(own, "package.json"), JSON.stringify({ private: true, dependencies }));
  const program = (await install(own, env)) ? programIn(own, start) : null;
  if (!program) rmSync(own, { recursive: true, force: true });
  return program;
}

/** Whether it worked. What is under way ends with us. */
async function install(
  folder: string,
  env: Readonly<Record<string, string | undefined>>,
): Promise<boolean> {
  const watch = new ParentWatch();
  const child = Bun.spawn([process.execPath, "install", "--ignore-scripts", "--production"], {
    cwd: folder,
    env: { ...env },
    stdin: "ignore",
    stdout: "ignore",
    stderr: "ignore",
    detached: true,
    timeout: PATIENCE_MS,
    killSignal: "SIGKILL",
  });
  try {
    await watch.guard(child.pid);
    return (await child.exited) === 0;
  } finally {
    watch.release(child.pid);
    await watch.close();
  }
}

function programIn(own: string, { name, program }: PackageStart): Installed | null {
  const folder = join(own, "node_modules", name);
  let manifest: unknown;
  try {
    manifest = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  } catch {
    return null;
  }
  if (!isObject(manifest)) return null;
  const { bin, version } = manifest;
  const plain = name.replace(/^@[^/]+\//, "");
  const programs = typeof bin === "string" ? { [plain]: bin } : isObject(bin) ? bin : {};
  const [only, ...others] = Object.values(programs);
  const file = program === null && others.length === 0 ? only : programs[program ?? plain];
  if (typeof file !== "string" || !existsSync(join(folder, file))) return null;
  return { file: join(folder, file), version: String(version) };
}
