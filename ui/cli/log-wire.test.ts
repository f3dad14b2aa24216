import { expect, test } from "bun:test";
import { join } from "node:path";

import { testHome } from "../socket/testing.ts";

const PATIENCE = 60_000;
const memory = join(
  import.meta.dir,
  "../../node_modules/@modelcontextprotocol/server-memory/dist/index.js",
);

test(
  "what was said to a server is shown, of a run too, and is gone when the run is erased",
  async () => {
    await using home = testHome();
    const env = `MEMORY_FILE_PATH=${join(home.dir, "memory.jsonl")}`;
    await home.run(["mcp", "add", "memory", "--env", env, "--", process.execPath, memory]);
    const query = JSON.stringify({ query: "overdue-invoice" });
    const called = await home.run(["tools", "call", "memory__search_nodes", query]);
    expect(called.exitCode).toBe(0);

    const all = (await home.run(["log", "--wire", "memory"])).stdout;
    expect(all).toMatch(/hub memory → initialize .*\n/);
    expect(all).toMatch(/hub memory → tools\/call \d+ {2}\{/);
    for (const line of all.split("\n")) expect(line.length).toBeLessThanOrEqual(100);
    expect((await home.run(["log", "--wire", "nobody"])).stdout).toContain("nothing");

    const ofRun = async () => {
      const { stdout } = await home.run(["log", "@", "--wire", "--jsonl"]);
      const lines = stdout.split("\n").filter((line) => line !== "");
      return lines.map((line) => JSON.parse(line) as { kind: string; state: string });
    };
    const before = await ofRun();
    expect(before.map(({ kind }) => kind)).toEqual(["request", "response"]);
    expect(JSON.stringify(before)).toContain("overdue-invoice");

    const { run } = JSON.parse((await home.run(["runs", "ls", "--json"])).stdout).data.runs[0];
    expect((await home.run(["runs", "rm", run, "--erase", "--yes"])).exitCode).toBe(0);
    const after = (await home.run(["log", "--wire", "--jsonl"])).stdout;
    expect(after).not.toContain("overdue-invoice");
    expect(after.match(/"state":"erased"/g)).toHaveLength(2);
    expect((await home.run(["verify", "--deep"])).exitCode).toBe(0);
  },
  PATIENCE,
);

test(
  "the record stands alone, and a wrong number is refused",
  async () => {
    await using home = testHome();
    for (const [args, word] of [
      [["--wire", "--follow"], "--follow"],
      [["--wire", "--limit", "none"], "--limit"],
    ] as const) {
      const refused = await home.run(["log", ...args]);
      expect([refused.exitCode, refused.stderr]).toEqual([2, expect.stringContaining(word)]);
    }
  },
  PATIENCE,
);
