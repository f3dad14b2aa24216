import { describe, expect, test } from "bun:test";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { homePaths } from "../socket/home.ts";
import { testHome } from "../socket/testing.ts";

const MODULES = join(import.meta.dir, "../../node_modules/@modelcontextprotocol");
const filesystem = join(MODULES, "server-filesystem/dist/index.js");
const PATIENCE = 60_000;

describe("servers of others", () => {
  test(
    "are added when they work, listed, called under policy, and removed",
    async () => {
      await using home = testHome();
      const added = await home.run([
        "mcp",
        "add",
        "notes",
        "--",
        process.execPath,
        filesystem,
        home.dir,
      ]);
      expect({ exitCode: added.exitCode, stderr: added.stderr }).toEqual({
        exitCode: 0,
        stderr: "",
      });
      expect(added.stdout).toMatch(/^added notes: \d+ tools\n/);
      const listed = async () => (await home.run(["mcp", "ls"])).stdout.split("\n");
      expect(await listed()).toContainEqual(expect.stringMatching(/^notes .*\S/));
      writeFileSync(join(home.dir, "a.txt"), "hello from a file");
      const args = JSON.stringify({ path: join(home.dir, "a.txt") });
      const read = await home.run(["tools", "call", "notes__read_text_file", args]);
      expect(read.stdout).toContain("hello from a file");
      const write = JSON.stringify({ path: join(home.dir, "b.txt"), content: "b" });
      const waiting = await home.run(["tools", "call", "notes__write_file", write, "--yes"]);
      expect(waiting.exitCode).toBe(4);
      expect(existsSync(join(home.dir, "b.txt"))).toBe(false);
      expect((await home.run(["mcp", "rm", "notes"])).exitCode).toBe(0);
      expect(await listed()).not.toContainEqual(expect.stringMatching(/^notes /));
    },
    PATIENCE,
  );

  test(
    "that do not start are refused with the reason, and nothing is written",
    async () => {
      await using home = testHome();
      const bad: [readonly string[], RegExp][] = [
        [["gone", "--", "/nowhere/server"], /nowhere\/server/],
        [
          ["dies", "--", process.execPath, "-e", "console.error('no licence'); process.exit(3)"],
          /3|no licence/,
        ],
        [["files", "--", process.execPath, filesystem], /files/],
        [["Bad Name", "--", process.execPath], /name/],
      ];
      for (const [args, message] of bad) {
        const ended = await home.run(["mcp", "add", ...args]);
        expect(ended.exitCode).not.toBe(0);
        expect(ended.stderr).toMatch(message);
      }
      expect(existsSync(homePaths(home.home).config)).toBe(false);
    },
    PATIENCE,
  );

  test(
    "run once for all clients of a home",
    async () => {
      await using home = testHome();
      const starts = join(home.dir, "starts");
      const fixture = join(import.meta.dir, "../../mcp/hub/fixture-server.ts");
      const command = `echo started >> '${starts}'; exec '${process.execPath}' '${fixture}'`;
      const added = await home.run(["mcp", "add", "fixture", "--", "sh", "-c", command]);
      expect(added.exitCode).toBe(0);
      writeFileSync(starts, "");
      const lists = await Promise.all(
        [1, 2, 3, 4].map(() => home.run(["tools", "ls", "--json=key"])),
      );
      for (const { stdout } of lists) expect(stdout).toContain("fixture__echo");
      expect(readFileSync(starts, "utf8")).toBe("started\n");
    },
    PATIENCE,
  );
});

test(
  "a tool that the configuration turns on or off counts from the next look on",
  async () => {
    await using home = testHome();
    const keys = async () => (await home.run(["tools", "ls", "--json=key"])).stdout;
    expect(await keys()).not.toContain("shell__shell_run");
    await home.run(["config", "set", "tools.shell.enabled", "true"]);
    expect(await keys()).toContain("shell__shell_run");
    await home.run(["config", "set", "tools.shell.enabled", "null"]);
    expect(await keys()).not.toContain("shell__shell_run");
  },
  PATIENCE,
);
