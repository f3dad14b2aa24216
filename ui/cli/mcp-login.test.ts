import { afterEach, describe, expect, test } from "bun:test";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { guardedRemote } from "../../mcp/hub/oauth/testing.ts";
import { PROGRAM, testHome, type TestHome } from "../socket/testing.ts";

const PATIENCE = 60_000;
const servers: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) await server.close();
});

function homeWith(configured: object): TestHome {
  const home = testHome();
  mkdirSync(home.home, { recursive: true });
  writeFileSync(join(home.home, "config.json"), JSON.stringify({ servers: configured }));
  return home;
}

/** Logs in at a terminal; the person takes the printed address to a browser. */
async function login(home: TestHome, name: string) {
  const child = Bun.spawn([process.execPath, PROGRAM, "mcp", "login", name], {
    env: home.env,
    cwd: home.dir,
    stdin: "ignore",
    stdout: "pipe",
    stderr: "pipe",
  });
  let stderr = "";
  const decoder = new TextDecoder();
  for await (const chunk of child.stderr) {
    const before = stderr;
    stderr += decoder.decode(chunk, { stream: true });
    const page = /^open this page to log in: (\S+)\n/m;
    const url = page.test(before) ? undefined : page.exec(stderr)?.[1];
    if (url !== undefined) await fetch(url);
  }
  return { stderr, stdout: await child.stdout.text(), exitCode: await child.exited };
}

describe("a remote server that wants a login", () => {
  test(
    "is called after one",
    async () => {
      const server = guardedRemote();
      servers.push(server);
      await using home = homeWith({});
      const added = await home.run(["mcp", "add", "tracker", server.url]);
      expect([added.exitCode, added.stdout]).toEqual([
        0,
        expect.stringContaining("mcp login tracker"),
      ]);
      const call = ["tools", "call", "tracker__odd", "{}"];
      await home.run(["config", "set", "servers.tracker.effects", '{"odd":"read"}']);
      expect((await home.run(call)).exitCode).not.toBe(0);
      const checked = await home.run(["mcp", "check", "tracker"]);
      expect(checked.stdout).toContain("glassbox mcp login tracker");
      const done = await login(home, "tracker");
      expect([done.exitCode, done.stdout]).toEqual([0, "logged in at tracker: 1 tools\n"]);
      expect((await home.run(call)).exitCode).toBe(0);
      // The page that a person was sent to is no secret; what it led to is.
      const log = await home.run(["log", "--json"]);
      for (const { form } of server.grants) {
        const code = form.get("code");
        if (code !== null) expect(log.stdout + done.stderr + done.stdout).not.toContain(code);
      }
    },
    PATIENCE,
  );
});

describe("a login is refused with what to do", () => {
  test(
    "at a server that there is not, at one of this machine, and at a port that is none",
    async () => {
      await using home = homeWith({ notes: { command: "/bin/true" } });
      const cases: [readonly string[], number, RegExp][] = [
        [["note"], 2, /no server of the configuration is called note .*did you mean "notes"/],
        [["notes"], 2, /is a program on this machine and knows no login/],
        [["notes", "--port", "99999"], 2, /--port must be a number from 1 to 65535/],
      ];
      for (const [args, exitCode, words] of cases) {
        const { stderr, ...said } = await home.run(["mcp", "login", ...args]);
        expect([args, said.exitCode]).toEqual([args, exitCode]);
        expect(stderr).toMatch(words);
      }
    },
    PATIENCE,
  );
});
