import { expect, setDefaultTimeout, test } from "bun:test";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { testHome } from "../socket/testing.ts";

setDefaultTimeout(60_000);

test("connect writes, starts and lists, check does so without writing, and undo gives the file back", async () => {
  await using home = testHome();
  const folder = join(home.env["HOME"]!, ".gemini");
  const file = join(folder, "settings.json");
  mkdirSync(folder);
  const before = '{\n  "theme": "dark" // mine\n}\n';
  writeFileSync(file, before);
  const none = await home.run(["connect", "gemini", "--check"]);
  expect([none.exitCode, none.stderr]).toEqual([2, expect.stringContaining("not connected")]);

  const dir = ["--dir", home.dir, "--surface", "full"];
  const { stdout, exitCode } = await home.run(["connect", "gemini", ...dir]);
  expect(exitCode).toBe(0);
  expect(stdout).toStartWith(`✓ Gemini CLI is connected\n  written ${file}\n`);
  expect(stdout).toMatch(/ {2}\d+ tools: .*files__files_read/s);
  expect(stdout.split("\n").filter((line) => line.length > 100 && !line.includes(file))).toEqual(
    [],
  );
  const written = readFileSync(file, "utf8");
  expect(written).toContain('"theme": "dark", // mine');
  const check = await home.run(["connect", "gemini", "--check", "--json=client,isWritten,args"]);
  const { data } = JSON.parse(check.stdout);
  expect(data).toMatchObject({ client: "gemini", isWritten: false });
  expect(data.args.slice(1)).toEqual(["mcp", "serve", ...dir]);
  expect((await home.run(["connect"])).stdout).toMatch(/✓ gemini +connected/);

  const undone = await home.run(["connect", "gemini", "--undo"]);
  expect(undone.stdout).toContain("as it was, to the byte");
  expect(readFileSync(file, "utf8")).toBe(before);
});

test("a client that is not here is written only when somebody insists, and leaves no trace after undo", async () => {
  await using home = testHome();
  const file = join(home.env["HOME"]!, ".cursor/mcp.json");
  const refused = await home.run(["connect", "cursor"]);
  expect(refused.exitCode).toBe(2);
  expect(refused.stderr).toContain("Cursor is not on this machine");
  expect(existsSync(file)).toBe(false);
  expect((await home.run(["connect", "cursor", "--force"])).exitCode).toBe(0);
  expect(existsSync(file)).toBe(true);
  await home.run(["connect", "cursor", "--undo"]);
  expect(existsSync(join(home.env["HOME"]!, ".cursor"))).toBe(false);
});

test("bad words are refused with the mend, and nothing is written", async () => {
  await using home = testHome();
  mkdirSync(join(home.env["HOME"]!, ".codex"));
  const bad: [readonly string[], string][] = [
    [["claude"], "claude-code"],
    [["codex", "--name", "a b"], "--name"],
    [["codex", "--surface", "ful"], "--surface must be stable, full, auto"],
    [["codex", "--dir", "/"], "--dir"],
    [["codex", "--check", "--undo"], "take one of them"],
    [["codex", "--undo"], "nothing of ours is on record"],
  ];
  for (const [args, words] of bad) {
    const { exitCode, stderr } = await home.run(["connect", ...args]);
    expect([exitCode, stderr]).toEqual([2, expect.stringContaining(words)]);
  }
  expect(existsSync(join(home.env["HOME"]!, ".codex/config.toml"))).toBe(false);
});
