import { describe, expect, test } from "bun:test";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { homePaths } from "../socket/home.ts";
import { testHome } from "../socket/testing.ts";

const MODULES = join(import.meta.dir, "../../node_modules/@modelcontextprotocol");
const memory = join(MODULES, "server-memory/dist/index.js");
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
    "are listed without being started, and run once for all clients of a home",
    async () => {
      await using home = testHome();
      const starts = join(home.dir, "starts");
      const command = `echo started >> '${starts}'; exec '${process.execPath}' '${memory}'`;
      const added = await home.run(["mcp", "add", "memory", "--", "sh", "-c", command]);
      expect(added.exitCode).toBe(0);
      writeFileSync(starts, "");
      const lists = await Promise.all(
        [1, 2, 3, 4].map(() => home.run(["tools", "ls", "--json=key"])),
      );
      for (const { stdout } of lists) expect(stdout).toContain("memory__read_graph");
      expect(readFileSync(starts, "utf8")).toBe("");
      const call = ["tools", "call", "memory__read_graph", "{}"];
      const calls = await Promise.all([1, 2, 3, 4].map(() => home.run(call)));
      for (const { stdout } of calls) expect(stdout).toContain("entities");
      expect(readFileSync(starts, "utf8")).toBe("started\n");
    },
    PATIENCE,
  );
});

describe("a server that was added", () => {
  test(
    "is checked: what it is, what it offers, and why it does not start",
    async () => {
      await using home = testHome();
      expect((await home.run(["mcp", "check"])).stdout).toContain("no servers yet");
      await home.run(["mcp", "add", "memory", "--", process.execPath, memory]);
      const well = await home.run(["mcp", "check", "memory"]);
      expect(well.exitCode).toBe(0);
      expect(well.stdout).toMatch(
        /^✓ memory: memory-server \S+, legacy \(2025-11-25\), 9 tools, 1 resources, 0 prompts, \d+ ms\n$/,
      );
      await home.run(["config", "set", "servers.gone", '{"command":"no-such-command"}']);
      const both = await home.run(["mcp", "check"]);
      expect(both.exitCode).toBe(1);
      expect(both.stdout).toMatch(/^✓ memory/);
      expect(both.stdout).toContain('✗ gone: The server "gone" could not start');
      const slip = await home.run(["mcp", "check", "memry"]);
      expect(slip.exitCode).toBe(2);
      expect(slip.stderr).toContain('(did you mean "memory"?)');
    },
    PATIENCE,
  );

  test(
    "shows what became of it and what it wrote",
    async () => {
      await using home = testHome();
      await home.run(["mcp", "add", "memory", "--", process.execPath, memory]);
      await home.run(["tools", "call", "memory__read_graph", "{}"]);
      const { stdout } = await home.run(["mcp", "logs", "memory"]);
      expect(stdout).toMatch(/ added\n.* started\n/);
      expect(stdout).toContain("Knowledge Graph MCP Server running on stdio");
      const both = await home.run(["mcp", "logs", "memory", "--follow", "--json"]);
      expect([both.exitCode, both.stdout]).toEqual([2, expect.stringContaining("--follow")]);
    },
    PATIENCE,
  );

  test(
    "may be an address: one that answers nothing is refused with the reason, and takes no words of a program",
    async () => {
      await using home = testHome();
      const bad: [readonly string[], string][] = [
        [["far", "http://127.0.0.1:9/mcp"], "far does not start"],
        [["far", "http://127.0.0.1:9/mcp", "extra"], 'what is "extra"?'],
        [["far", "http://127.0.0.1:9/mcp", "--env", "A=b"], "--env is for programs"],
        [["far", "--header", "A=b", "--", "node"], "--header is for addresses"],
        [["far", "http://127.0.0.1:9/mcp", "--header", "novalue"], "--header must be NAME=VALUE"],
      ];
      for (const [args, words] of bad) {
        const { exitCode, stderr } = await home.run(["mcp", "add", ...args]);
        expect([exitCode, stderr]).toEqual([2, expect.stringContaining(words)]);
      }
      expect(existsSync(homePaths(home.home).config)).toBe(false);
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
