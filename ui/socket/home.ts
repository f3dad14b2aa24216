import { chmodSync, mkdirSync, readdirSync, statSync } from "node:fs";
import { homedir } from "node:os";
import { join, resolve } from "node:path";

import { KernelError, messageOf, usage } from "../../kernel/error.ts";

/** Where everything of one home lies. */
export interface HomePaths {
  readonly home: string;
  /** `{version, created}`: which layout this is. */
  readonly stamp: string;
  readonly config: string;
  readonly lock: string;
  /** The socket, or for a long path a link to it. */
  readonly socket: string;
  /** Where programs read events; for a long path a link too. */
  readonly events: string;
  /** Where streams of MCP come in; likewise. */
  readonly mcp: string;
  readonly log: string;
  readonly tenantDir: string;
}

export const TENANT = "default";

/** `$GLASSBOX_HOME`, else `~/.glassbox`. */
export function homeFolder(
  env: Readonly<Record<string, string | undefined>> = process.env,
): string {
  const named = env["GLASSBOX_HOME"];
  return named ? resolve(named) : join(env["HOME"] || homedir(), ".glassbox");
}

export function homePaths(home: string): HomePaths {
  return {
    home,
    stamp: join(home, "home.json"),
    config: join(home, "config.json"),
    lock: join(home, "kernel.lock"),
    socket: join(home, "kernel.sock"),
    events: join(home, "events.sock"),
    mcp: join(home, "mcp.sock"),
    log: join(home, "kernel.log"),
    tenantDir: join(home, "tenants", TENANT),
  };
}

/** Makes the folder, for its owner only. Refuses a folder that is somebody else's. */
export function makeHome({ home }: HomePaths): void {
  try {
    mkdirSync(home, { recursive: true, mode: 0o700 });
    const names = readdirSync(home);
    const foreign = names.find(
      (name) => !/^(home\.json|config\.json|kernel\.|tenants$)/.test(name),
    );
    if (foreign !== undefined && !names.includes("home.json")) {
      throw usage(
        `${home} is not a Glassbox home: it holds ${foreign}`,
        "set GLASSBOX_HOME to an empty or a new folder",
      );
    }
    if ((statSync(home).mode & 0o077) !== 0) chmodSync(home, 0o700);
  } catch (error) {
    if (error instanceof KernelError) throw error;
    const full = (error as NodeJS.ErrnoException).code === "ENOSPC";
    throw new KernelError(
      full ? "unavailable" : "usage",
      `the home folder ${home} cannot be used: ${messageOf(error)}`,
      { hint: full ? "make room on that disk" : "set GLASSBOX_HOME to a folder of your own" },
    );
  }
}
