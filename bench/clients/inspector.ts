import { join } from "node:path";
import { z } from "zod";

import { LAUNCHER, openHouse } from "./house.ts";
import { TOOLS } from "./script.ts";

const listed = z.object({ result: z.object({ tools: z.array(z.object({ name: z.string() })) }) });
const loaded = z.object({
  result: z.object({
    requests: z.number(),
    ok: z.number(),
    errors: z.number(),
    latencyMs: z.object({ p50: z.number(), p99: z.number() }),
  }),
});

export interface Inspected {
  readonly lists: boolean;
  readonly calls: boolean;
  readonly load: z.output<typeof loaded>["result"];
}

const REQUESTS = 2000;
const AT_ONCE = 16;

/** The official inspector: it lists, it calls, and it calls very often. */
export async function inspect(modules: string, way: "stdio" | "http"): Promise<Inspected> {
  await using house = openHouse(modules);
  const target = [process.execPath, LAUNCHER, "mcp", "serve"];
  if (way === "http") {
    const { url, token } = await house.serve();
    target.splice(0, target.length, url, "--header", `Authorization: Bearer ${token}`);
  }
  const run = async (...args: readonly string[]): Promise<unknown> => {
    const tool = join(modules, ".bin/mcp-inspector");
    const command = [process.execPath, tool, "--cli", ...target, ...args, "--format", "json"];
    const child = Bun.spawn(command, {
      cwd: house.vault,
      env: house.env,
      stdin: "ignore",
      stdout: "pipe",
      stderr: "pipe",
      timeout: 120_000,
    });
    const [out, errors] = await Promise.all([child.stdout.text(), child.stderr.text()]);
    if ((await child.exited) === 0) return JSON.parse(out);
    throw new Error(`inspector ${args.join(" ")}: ${errors}${out}`);
  };
  const { tools } = listed.parse(await run("--method", "tools/list")).result;
  const call = ["--method", "tools/call", "--tool-name"];
  const found = await run(...call, "search", "--tool-arg", "goal=find files by a glob pattern");
  const often = ["--load", "--load-requests", String(REQUESTS), "--load-concurrency"];
  const load = await run(...call, "status", ...often, String(AT_ONCE));
  return {
    lists: TOOLS.every((name) => tools.some((tool) => tool.name === name)),
    calls: JSON.stringify(found).includes("files__files_glob"),
    load: loaded.parse(load).result,
  };
}
