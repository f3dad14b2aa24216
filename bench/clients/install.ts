import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";

import { progress } from "../support/bench.ts";

const VERSIONS = {
  "@anthropic-ai/claude-code": "2.1.329",
  "@google/gemini-cli": "0.61.0",
  "@modelcontextprotocol/inspector": "2.12.0",
  "@openai/codex": "0.169.0",
  "opencode-ai": "1.18.33",
};

/** Where the clients lie; they are 1.3 GB, so they are kept. */
export function clientsFolder(): string {
  return process.env["GLASSBOX_CLIENTS_CACHE"] || join(homedir(), ".cache/glassbox-clients");
}

/** The clients at their pinned versions. No script of a package is run. Throws when one cannot be had. */
export async function installClients(): Promise<string> {
  const folder = clientsFolder();
  const modules = join(folder, "node_modules");
  if (Object.entries(VERSIONS).every(([name, version]) => versionIn(modules, name) === version))
    return modules;
  progress(`clients: installing into ${folder}`);
  mkdirSync(folder, { recursive: true });
  const manifest = { private: true, dependencies: VERSIONS };
  writeFileSync(join(folder, "package.json"), JSON.stringify(manifest));
  const child = Bun.spawn([process.execPath, "install", "--ignore-scripts"], {
    cwd: folder,
    stdio: ["ignore", "ignore", "inherit"],
  });
  if ((await child.exited) !== 0) throw new Error("the clients could not be installed");
  return modules;
}

function versionIn(modules: string, name: string): string | null {
  const file = join(modules, name, "package.json");
  if (!existsSync(file)) return null;
  return (JSON.parse(readFileSync(file, "utf8")) as { version: string }).version;
}
