import { expect, test } from "bun:test";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";

import { testHome } from "../socket/testing.ts";

const PATIENCE = 60_000;
const VALUE = "hidden-value-4711";

/** Every byte that the home holds, by file. */
function filesIn(folder: string): Map<string, string> {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
  return new Map(files.map((path) => [path, readFileSync(path, "latin1")]));
}

test(
  "a secret is read from standard input, named, and forgotten, and is in no file of the home",
  async () => {
    await using home = testHome();
    const set = await home.run(["secrets", "set", "token"], { stdin: `${VALUE}\n` });
    expect(set).toMatchObject({ exitCode: 0, stderr: "" });
    expect(set.stdout).toContain("secret://token");
    const short = await home.run(["secrets", "set", "pin"], { stdin: "1234" });
    expect(short.stderr).toContain("too short to be taken out");
    const listed = await home.run(["secrets", "ls", "--json=secrets"]);
    const { secrets } = JSON.parse(listed.stdout).data;
    expect(secrets.map(({ name }: { name: string }) => name)).toEqual(["pin", "token"]);
    expect((await home.run(["secrets", "rm", "pin"])).stdout).toBe("forgot pin\n");
    const again = await home.run(["secrets", "rm", "tokn"]);
    expect([again.exitCode, again.stderr]).toEqual([2, expect.stringContaining("token")]);
    for (const [path, content] of filesIn(home.home)) {
      expect({ path, hasIt: content.includes(VALUE) }).toEqual({ path, hasIt: false });
      if (/secrets\./.test(path)) expect(statSync(path).mode & 0o077).toBe(0);
    }
  },
  PATIENCE,
);

test(
  "a secret is no argument, and nothing is kept when nothing is given",
  async () => {
    await using home = testHome();
    for (const word of [VALUE, `--value=${VALUE}`]) {
      const argument = await home.run(["secrets", "set", "token", word], { stdin: "" });
      expect([argument.exitCode, argument.stderr]).toEqual([
        2,
        expect.stringMatching(/too many arguments|unknown option/),
      ]);
      expect(argument.stderr).not.toContain(VALUE);
    }
    const nothing = await home.run(["secrets", "set", "token"], { stdin: "\n" });
    expect([nothing.exitCode, nothing.stderr]).toEqual([2, expect.stringContaining("nothing")]);
    const bad = await home.run(["secrets", "set", "a b"], { stdin: VALUE });
    expect([bad.exitCode, bad.stderr]).toEqual([2, expect.stringContaining("name")]);
    expect(bad.stderr).not.toContain(VALUE);
    expect((await home.run(["secrets", "ls"])).stdout).toContain("no secrets yet");
    expect((await home.run(["uninstall", "--purge", "--yes"])).exitCode).toBe(0);
    expect(() => statSync(home.home)).toThrow();
  },
  PATIENCE,
);

test(
  "a terminal asks for it and shows nothing of it",
  async () => {
    const hasScript = Bun.which("python3") !== null;
    if (!hasScript && !process.env["CI"]) return console.error("skipped: no python3");
    await using home = testHome();
    const program = join(import.meta.dir, "../../main.ts");
    // A pseudo terminal: types once it is asked, and hands on what appears.
    const script = `
import os, pty, sys
seen = b""
pid, terminal = pty.fork()
if pid == 0:
    os.execvp(sys.argv[1], sys.argv[1:])
typed = False
while True:
    try:
        chunk = os.read(terminal, 1024)
    except OSError:
        break
    if not chunk:
        break
    seen += chunk
    if not typed and b"not shown" in seen:
        os.write(terminal, b"${VALUE}x\\x7f\\r")
        typed = True
sys.stdout.buffer.write(seen)
sys.exit(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))`;
    const command = [process.execPath, program, "secrets", "set", "token"];
    const child = Bun.spawn(["python3", "-c", script, ...command], {
      env: { ...home.env, TERM: "xterm" },
      stdout: "pipe",
      stderr: "pipe",
    });
    const [seen, exitCode] = await Promise.all([child.stdout.text(), child.exited]);
    expect(seen).toContain("kept token");
    expect(seen).not.toContain(VALUE);
    expect(exitCode).toBe(0);
    expect((await home.run(["secrets", "ls"])).stdout).toMatch(/^token /);
  },
  PATIENCE,
);
