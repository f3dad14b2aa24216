import { spawn } from "node:child_process";
import { accessSync, constants, existsSync, readFileSync, realpathSync } from "node:fs";
import { homedir } from "node:os";
import { delimiter, isAbsolute, join } from "node:path";

import { KernelError } from "../../kernel/error.ts";
import { type Installed, programFile } from "./program-file.ts";

/** Where programs of a person lie that a client with a window does not have on its PATH. */
const USUAL = [
  ".local/bin",
  ".bun/bin",
  ".npm-global/bin",
  "/usr/local/bin",
  "/opt/homebrew/bin",
  "/usr/bin",
];
const LAUNCHER = /[/\\]glassbox\.mjs$/;

/** As the home has it on record, else on PATH, else where programs usually lie. */
export function findInstalled(home: string, env = process.env): Installed | null {
  const recorded = recordedProgram(home);
  if (recorded) return recorded;
  for (const folder of programFolders(env)) {
    const launcher = launcherIn(folder);
    if (launcher) return { runner: process.execPath, launcher };
  }
  return null;
}

/** PATH, and what programs with a window miss on it. */
function programFolders(env: NodeJS.ProcessEnv): readonly string[] {
  const person = env["HOME"] || homedir();
  const onPath = (env["PATH"] ?? "").split(delimiter).filter(isAbsolute);
  return [...onPath, ...USUAL.map((one) => (isAbsolute(one) ? one : join(person, one)))];
}

function recordedProgram(home: string): Installed | null {
  try {
    const said = JSON.parse(readFileSync(programFile(home), "utf8")) as Record<string, unknown>;
    const { launcher, runner } = said;
    if (typeof launcher !== "string" || !LAUNCHER.test(launcher) || !existsSync(launcher))
      return null;
    const isThere = typeof runner === "string" && existsSync(runner);
    return { launcher, runner: isThere ? runner : process.execPath };
  } catch {
    return null;
  }
}

/** The `glassbox` of a folder, if it is this program and not another one of that name. */
function launcherIn(folder: string): string | null {
  try {
    const path = realpathSync(join(folder, "glassbox"));
    accessSync(path, constants.R_OK);
    return LAUNCHER.test(path) ? path : null;
  } catch {
    return null;
  }
}

const PATIENCE_MS = 60_000;

/** Starts the kernel of a home by asking for something: what keeps it from booting comes back as a sentence. */
export async function startInstalled({ runner, launcher }: Installed, home: string): Promise<void> {
  const child = spawn(runner, [launcher, "status", "--quiet"], {
    cwd: "/",
    // The launcher looks for its Bun there too.
    env: {
      ...process.env,
      GLASSBOX_HOME: home,
      PATH: programFolders(process.env).join(delimiter),
    },
    stdio: ["ignore", "ignore", "pipe"],
  });
  const late = setTimeout(() => child.kill("SIGKILL"), PATIENCE_MS);
  let said = "";
  child.stderr.on("data", (chunk: Buffer) => (said = (said + chunk.toString()).slice(-2000)));
  const code = await new Promise<number | null>((resolve, reject) => {
    child.on("error", reject);
    child.on("close", resolve);
  }).finally(() => clearTimeout(late));
  if (code === 0) return;
  throw new KernelError("unavailable", `the kernel does not start: ${said.trim() || code}`, {
    hint: `${runner} ${launcher} status says the same at a terminal`,
  });
}
