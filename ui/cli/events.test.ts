import { describe, expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { join } from "node:path";

import { PROGRAM, testHome } from "../socket/testing.ts";
import { READ, VAULT } from "./testing.ts";

interface CloudEvent {
  readonly specversion: string;
  readonly subject: string;
  readonly type: string;
  readonly bseq: number;
}

const parse = (text: string) =>
  text
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as CloudEvent);

test("--jsonl prints just the events of the run, the same as the log has", async () => {
  await using home = testHome();
  const ended = await home.run([
    "run",
    "--plan",
    home.plan("read", READ),
    "--dir",
    VAULT,
    "--jsonl",
  ]);
  expect(ended.exitCode).toBe(0);
  const events = parse(ended.stdout);
  expect(events[0]).toMatchObject({ specversion: "1.0", type: "run.started", bseq: 1 });
  expect(events.at(-1)!.type).toBe("run.finished");
  expect(events.map(({ bseq }) => bseq)).toEqual(events.map((_, index) => index + 1));
  expect(parse((await home.run(["log", "@", "--jsonl"])).stdout)).toEqual(events);
});

test.each([
  ["descriptor 3 when it is open", "", 3],
  ["a descriptor that --events-fd names", "--events-fd 5", 5],
])("events go to %s, beside the result", async (_, option, descriptor) => {
  await using home = testHome();
  const file = join(home.dir, "events.jsonl");
  const command = `"$0" "$1" run --plan "$2" --dir "$3" ${option} ${descriptor}>"$4"`;
  const child = Bun.spawn(
    ["bash", "-c", command, process.execPath, PROGRAM, home.plan("read", READ), VAULT, file],
    { env: home.env, stdout: "pipe", stderr: "ignore" },
  );
  expect(await child.stdout.text()).toMatch(/✓ proved/);
  expect(await child.exited).toBe(0);
  expect(parse(readFileSync(file, "utf8")).at(-1)!.type).toBe("run.finished");
});

test("a descriptor 3 that is open for reading only is not ours", async () => {
  await using home = testHome();
  const command = `"$0" "$1" run --plan "$2" --dir "$3" 3<"$2"`;
  const child = Bun.spawn(
    ["bash", "-c", command, process.execPath, PROGRAM, home.plan("read", READ), VAULT],
    {
      env: home.env,
      stdout: "pipe",
      stderr: "pipe",
    },
  );
  expect(await child.stdout.text()).toMatch(/✓ proved/);
  expect(await child.exited).toBe(0);
});

/** Starts the program with a pipe as descriptor 3, reads it as the code says, and prints the types it read. */
const PYTHON = `
import fcntl, json, os, subprocess, sys, time
ends = os.pipe()
out, given = (fcntl.fcntl(end, fcntl.F_DUPFD, 10) for end in ends)
for end in ends: os.close(end)
os.dup2(given, 3); os.close(given)
child = subprocess.Popen(sys.argv[2:], pass_fds=[3], stdout=subprocess.DEVNULL)
os.close(3)
with os.fdopen(out) as events:
    if sys.argv[1] == "slow": time.sleep(1.5)
    for number, line in enumerate(events):
        print(json.loads(line)["type"])
        if sys.argv[1] == "leaves" and number == 1: break
        if sys.argv[1] == "slow" and number % 10 == 0: time.sleep(0.05)
sys.exit(child.wait())
`;
const python = Bun.which("python3");

describe.skipIf(python === null)("a program that reads descriptor 3", () => {
  async function readBy(manner: string) {
    await using home = testHome();
    const run = ["run", "--plan", home.plan("read", READ), "--dir", VAULT];
    const program = [process.execPath, PROGRAM, ...run];
    const child = Bun.spawn([python!, "-c", PYTHON, manner, ...program], {
      env: home.env,
      stdout: "pipe",
      stderr: "inherit",
    });
    const types = (await child.stdout.text()).trimEnd().split("\n");
    const wanted = parse((await home.run(["log", "@", "--jsonl"])).stdout).map(({ type }) => type);
    return { exit: await child.exited, types, wanted };
  }

  test.each(["at once", "slow"])(
    "%s gets every event once, in order",
    async (manner) => {
      const { exit, types, wanted } = await readBy(manner);
      expect(types).toEqual(wanted);
      expect(exit).toBe(0);
    },
    30_000,
  );

  test("and leaves ends the stream and not the run", async () => {
    const { exit, types, wanted } = await readBy("leaves");
    expect(types).toEqual(wanted.slice(0, 2));
    expect(wanted.at(-1)).toBe("run.finished");
    expect(exit).toBe(0);
  }, 30_000);
});

test("log --follow shows what comes, for several clients at once, each event once", async () => {
  await using home = testHome();
  await home.run(["status"]);
  const follow = () =>
    Bun.spawn([process.execPath, PROGRAM, "log", "--follow", "--jsonl"], {
      env: home.env,
      stdout: "pipe",
    });
  const followers = [follow(), follow()];
  const plan = home.plan("read", READ);
  const [first, second] = await Promise.all(
    [1, 2].map(() => home.run(["run", "--plan", plan, "--dir", VAULT])),
  );
  expect([first!.exitCode, second!.exitCode]).toEqual([0, 0]);
  const wanted = parse((await home.run(["log", "--jsonl"])).stdout);
  for (const child of followers) {
    let text = "";
    for await (const chunk of child.stdout) {
      text += new TextDecoder().decode(chunk);
      if (text.split("\n").length > wanted.length) break;
    }
    child.kill("SIGINT");
    expect(parse(text)).toEqual(wanted);
    expect(await child.exited).toBe(0);
  }
}, 30_000);
