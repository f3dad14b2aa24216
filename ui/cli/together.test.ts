import { expect, setDefaultTimeout, test } from "bun:test";
import { cpSync } from "node:fs";
import { join } from "node:path";

import { connect } from "../socket/index.ts";
import { kernelPids, PROGRAM, testHome } from "../socket/testing.ts";
import { VAULT } from "./testing.ts";

setDefaultTimeout(60_000);

interface CloudEvent {
  readonly id: string;
  readonly source: string;
  readonly oseq: number;
  readonly prevhash: string;
  readonly hash: string;
}

const parse = (text: string) =>
  text
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as CloudEvent);

const MEMORY = join(
  import.meta.dir,
  "../../node_modules/@modelcontextprotocol/server-memory/dist/index.js",
);

/** Processes of a server that belong to the kernel of a home. */
function processesOf(program: string, home: string): number[] {
  const kernels = new Set(kernelPids(home));
  const { stdout } = Bun.spawnSync(["ps", "-eo", "pid=,ppid=,args="]);
  return stdout
    .toString()
    .split("\n")
    .filter((line) => line.includes(program))
    .map((line) => line.trim().split(/\s+/).map(Number))
    .filter(([, parent]) => kernels.has(parent!))
    .map(([pid]) => pid!);
}

const OVERDUE = "Which tasks were overdue on 2026-11-20?";

test("two terminals, a follower and a program share one home: one chain, one set of servers, all right", async () => {
  await using home = testHome();
  const vault = join(home.dir, "vault");
  cpSync(VAULT, vault, { recursive: true });
  const added = await home.run(["mcp", "add", "memory", "--", process.execPath, MEMORY]);
  expect(added.exitCode).toBe(0);
  const follower = Bun.spawn([process.execPath, PROGRAM, "log", "--follow", "--jsonl"], {
    env: home.env,
    stdout: "pipe",
    stderr: "ignore",
  });
  const library = await connect({ home: home.home, start: false });
  const program = async () => {
    const run = await library.call("run.start", { goal: OVERDUE, dir: vault, access: "read" });
    return (await library.call("run.follow", run as object)) as { outcome: string };
  };
  const [asked, again, called] = await Promise.all([
    home.run(["ask", OVERDUE, "--dir", vault]),
    home.run(["ask", OVERDUE, "--dir", vault]),
    program(),
  ]);
  const renamed = await home.run([
    "run",
    "Rename Bluebird to Kestrel everywhere",
    "--dir",
    vault,
    "--yes",
  ]);
  expect([asked.exitCode, again.exitCode, called.outcome, renamed.exitCode]).toEqual([
    0,
    0,
    "done",
    0,
  ]);
  expect(asked.stdout).toContain("projects/Bluebird.md:8");
  expect(again.stdout.split("✓")[0]).toBe(asked.stdout.split("✓")[0]!);

  const log = parse((await home.run(["log", "--jsonl"])).stdout);
  expect(new Set(log.map(({ source }) => source)).size).toBe(1);
  expect(log.map(({ oseq }) => oseq)).toEqual(log.map((_, index) => index + 1));
  expect(log.slice(1).map(({ prevhash }) => prevhash)).toEqual(
    log.slice(0, -1).map(({ hash }) => hash),
  );
  // What the servers offer was known; the first call starts one, for both who make it.
  expect(processesOf(MEMORY, home.home)).toHaveLength(0);
  const read = () => home.run(["tools", "call", "memory__read_graph", "--dir", vault]);
  const graphs = await Promise.all([read(), read()]);
  expect(graphs.map(({ exitCode }) => exitCode)).toEqual([0, 0]);
  expect(processesOf(MEMORY, home.home)).toHaveLength(1);
  expect((await home.run(["verify"])).exitCode).toBe(0);

  await library.call("kernel.stop", {});
  const followed = parse(await follower.stdout.text());
  expect(followed.map(({ id }) => id).slice(0, log.length)).toEqual(log.map(({ id }) => id));
  await library.close();
});

test("a terminal that is killed takes no run with it", async () => {
  await using home = testHome();
  const plan = home.plan("slow", {
    goal: "wait, then list",
    steps: [
      { id: "pause", do: { wait: { for: "2s" } } },
      {
        id: "notes",
        after: ["pause"],
        do: { tool: { server: "files", name: "files_glob", args: { pattern: "**/*.md" } } },
        expect: [
          { matches: { properties: { truncated: { const: false } }, required: ["truncated"] } },
        ],
      },
    ],
  });
  const terminal = Bun.spawn([process.execPath, PROGRAM, "run", "--plan", plan, "--dir", VAULT], {
    env: home.env,
    stdout: "ignore",
    stderr: "pipe",
  });
  const library = await connect({ home: home.home });
  let run = "";
  while (run === "") {
    const { runs } = (await library.call("runs.list", {})) as { runs: { run: string }[] };
    run = runs[0]?.run ?? "";
    await Bun.sleep(50);
  }
  terminal.kill("SIGKILL");
  await terminal.exited;
  const report = (await library.call("run.follow", { run })) as { outcome: string };
  expect(report.outcome).toBe("done");
  await library.close();
});
