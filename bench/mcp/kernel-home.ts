import { readFileSync, writeFileSync, mkdirSync } from "node:fs";
import { join } from "node:path";

import { connect } from "../../ui/socket/client.ts";
import { until } from "./until.ts";

export const PROGRAM = join(import.meta.dir, "../../main.ts");

/** A home with a kernel process of its own, which listens. */
export interface KernelHome {
  readonly home: string;
  readonly url: string;
  readonly token: string;
  readonly pid: number;
  stop(): Promise<void>;
}

export interface ServerEntry {
  readonly command: string;
  readonly args: readonly string[];
  readonly effects?: Readonly<Record<string, string>>;
}

/** Writes the configuration of a home; its wire is recorded unless `settings` say otherwise. */
export function writeConfig(
  home: string,
  servers: Readonly<Record<string, ServerEntry>>,
  settings: object = {},
): void {
  mkdirSync(home, { recursive: true, mode: 0o700 });
  const config = { servers, http: { listen: true, port: 0 }, ...settings };
  writeFileSync(join(home, "config.json"), JSON.stringify(config, null, 2), { mode: 0o600 });
}

/** Starts the kernel of a home, and waits until it can be reached. */
export async function startKernelHome(home: string): Promise<KernelHome> {
  const client = await connect({ home });
  const { pid } = (await client.call("kernel.info")) as { pid: number };
  const listening = join(home, "http.json");
  await until("the kernel listens", () => readIf(listening) !== null);
  const { url } = JSON.parse(readFileSync(listening, "utf8")) as { url: string };
  return {
    home,
    url: new URL("/mcp", url).href,
    token: readFileSync(join(home, "token"), "utf8").trim(),
    pid,
    async stop() {
      await client.call("kernel.stop");
      await client.close();
      await until("the kernel has left", () => !isAlive(pid));
    },
  };
}

function readIf(path: string): string | null {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return null;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
