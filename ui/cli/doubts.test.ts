import { expect, test } from "bun:test";

import { PROGRAM, testHome, until } from "../socket/testing.ts";
import { addForeign } from "./testing.ts";

const PATIENCE = 30_000;

/** A server of somebody else that dies in the call. */
const DOUBT = {
  goal: "call what dies",
  steps: [
    {
      id: "crash",
      intent: "Crash",
      do: { tool: { server: "foreign", name: "crash", args: { path: "a" } } },
    },
  ],
};

const lineOf = (text: string, part: string) => text.split("\n").find((line) => line.includes(part));

test(
  "a call in doubt waits for a person's word, and status says so",
  async () => {
    await using home = testHome();
    await addForeign(home);
    const plan = home.plan("doubt", DOUBT);
    const waiting = await home.run(["run", "--plan", plan, "--allow", "foreign__crash"]);
    expect(waiting.exitCode).toBe(4);
    expect(waiting.stdout).toMatch(/Did foreign__crash take effect\?/);
    expect(waiting.stdout).toMatch(/glassbox answer \w{4} happened {3}or {3}repeat {3}or {3}fail/);
    const status = await home.run(["status"]);
    expect(lineOf(status.stdout, "in doubt:")).toMatch(
      /in doubt: crash · foreign__crash · once · since \d.* · you are asked$/,
    );
    const machine = await home.run(["run", "--plan", plan, "--allow", "foreign__crash", "--json"]);
    expect(JSON.parse(machine.stdout).error).toMatchObject({
      code: "doubt",
      hint: expect.stringContaining("happened"),
    });
    expect((await home.run(["answer", "@", "perhaps"])).exitCode).toBe(2);
    const failed = await home.run(["answer", "@", "fail"]);
    expect(failed).toMatchObject({
      exitCode: 1,
      stderr: expect.stringContaining("person says so"),
    });
  },
  PATIENCE,
);
test(
  "a call outside of what was allowed and one in doubt are asked about directly",
  async () => {
    await using home = testHome();
    await addForeign(home);
    const screen = { text: "" };
    const plan = home.plan("doubt", DOUBT);
    const child = Bun.spawn(
      [process.execPath, PROGRAM, "run", "--plan", plan, "--allow", "foreign__crash:path=b"],
      {
        cwd: home.dir,
        env: { ...home.env, TERM: "xterm" },
        terminal: {
          cols: 100,
          rows: 30,
          data: (_, bytes) => void (screen.text += new TextDecoder().decode(bytes)),
        },
      },
    );
    await until(() => screen.text.includes("[y/N]"));
    expect(screen.text).toContain("no approval covers foreign__crash");
    expect(screen.text).toContain('path = "a"');
    child.terminal!.write("y\n");
    await until(() => screen.text.includes("[happened/repeat/fail]"));
    child.terminal!.write("fail\n");
    expect(await child.exited).toBe(1);
    expect(screen.text).toContain("person says so");
  },
  PATIENCE,
);
