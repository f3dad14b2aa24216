import { existsSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";

import { progress } from "../support/bench.ts";

/**
 * Installs a peer into its own folder on first use, at the exact versions of its `package.json`. No install script runs
 * and no lock file is written. False when that fails.
 */
export async function installPeer(folder: string): Promise<boolean> {
  if (isInstalled(folder)) return true;
  progress(`installing the peer ${basename(folder)} …`);
  const install = Bun.spawn(
    [process.execPath, "install", "--ignore-scripts", "--no-save", "--silent"],
    { cwd: folder, stdin: "ignore", stdout: "ignore", stderr: "pipe" },
  );
  const said = await new Response(install.stderr).text();
  if ((await install.exited) === 0 && isInstalled(folder)) return true;
  progress(`the peer ${basename(folder)} could not be installed: ${said.trim().slice(-500)}`);
  return false;
}

/** All of it, and at the versions that are wanted. */
function isInstalled(folder: string): boolean {
  const wanted = manifest(folder).dependencies ?? {};
  return Object.entries(wanted).every(([name, version]) => {
    const path = join(folder, "node_modules", name);
    return existsSync(join(path, "package.json")) && manifest(path).version === version;
  });
}

function manifest(folder: string) {
  return JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as {
    readonly version?: string;
    readonly dependencies?: Readonly<Record<string, string>>;
  };
}
