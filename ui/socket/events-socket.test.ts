import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { readFileSync, statSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";

import { openKernel } from "../../main.ts";
import type { JsonObject } from "../../kernel/json.ts";
import { readEvents } from "./events-client.ts";
import { homePaths } from "./home.ts";
import { type KernelServer, serveHome } from "./server.ts";
import { type TestHome, testHome, until } from "./testing.ts";

const python = Bun.which("python3");
let home: TestHome;
let server: KernelServer;

beforeAll(async () => {
  home = testHome();
  server = (await serveHome(home.home, openKernel))!;
});
afterAll(async () => {
  await server.close("the tests are over");
  await home[Symbol.asyncDispose]();
});

const paths = () => homePaths(home.home);

function call<T = JsonObject>(verb: string, input: object): Promise<T> {
  const rest = { actor: "person", via: "library", signal: new AbortController().signal };
  return server.kernel.verbs.call(verb, input, { ...rest, emit: () => {} }) as Promise<T>;
}

async function startRun(calls = 3): Promise<string> {
  const list = { server: "files", name: "files_glob", args: { pattern: "*" } };
  const steps = Array.from({ length: calls }, (_, n) => ({
    id: `s${n}`,
    intent: "look",
    do: { tool: { ...list, args: { pattern: `*${n}` } } },
  }));
  const plan = { goal: "look", steps, answer: "done" };
  const input = { goal: "look", dir: home.dir, plan, access: "read" };
  return (await call<{ run: string }>("run.start", input)).run;
}

async function finishRun(calls?: number): Promise<string> {
  const run = await startRun(calls);
  await call("run.follow", { run });
  return run;
}

const recorded = (query: object = {}) =>
  Array.from(server.kernel.ledger.query(query), (event) => ({
    cursor: event.row,
    event: server.kernel.ledger.toCloudEvent(event),
  }));

/** What a raw client gets until it has so many lines, or the other side ends. */
async function ask(request: string, lines: number): Promise<JsonObject[]> {
  const socket = connect(paths().events);
  socket.write(request);
  let text = "";
  for await (const chunk of socket) {
    text += String(chunk);
    if (text.split("\n").length > lines) break;
  }
  socket.destroy();
  return text
    .trimEnd()
    .split("\n")
    .slice(0, lines)
    .map((line) => JSON.parse(line) as JsonObject);
}

describe("a reader of events.sock", () => {
  test("gets what is on record, as the log has it, and then what comes", async () => {
    await finishRun();
    const before = recorded();
    const reading = ask('{"after": 0}\n', before.length + 5);
    await Bun.sleep(50);
    await finishRun();
    expect(await reading).toEqual(
      recorded().slice(0, before.length + 5) as object[] as JsonObject[],
    );
  });

  test("gets only what it asks for: after a cursor, of one run, of some types", async () => {
    const run = await finishRun();
    const all = recorded();
    const wanted = recorded({ subject: `run/${run}`, types: ["tool.finished", "run.finished"] });
    const types = ["tool.finished", "run.finished"];
    const request = JSON.stringify({ after: 2, run: run.slice(0, 9), types });
    expect(await ask(`${request}\n`, wanted.length)).toEqual(wanted as object[] as JsonObject[]);
    const { cursor } = all.at(-3)!;
    expect(await ask(`{"after": ${cursor}}\n`, 2)).toEqual(
      all.slice(-2) as object[] as JsonObject[],
    );
  });

  test("gets what was erased as erased", async () => {
    const run = await finishRun();
    const { ledger } = server.kernel;
    const goal = [...ledger.readBranch(run, { types: ["goal.set"] })][0]!;
    ledger.erase(goal.id);
    const [line] = await ask(`{"after": ${goal.row - 1}}\n`, 1);
    const event = line!["event"] as JsonObject;
    expect(event).toMatchObject({ id: goal.id, type: "goal.set" });
    expect(Object.keys(event)).not.toContain("data");
    expect(Object.keys(event)).not.toContain("salt");
  });

  test.each([
    ["no JSON", "hello\n", "usage", "the request is not JSON"],
    ["no cursor", '{"after": -1}\n', "usage", "request: after: "],
    [
      "a member that nobody knows",
      '{"since": 1}\n',
      "usage",
      'request: it: Unrecognized key: "since"',
    ],
    ["a run that is not there", '{"run": "none"}\n', "not_found", "there is no run none"],
    ["a request without end", "x".repeat(70_000), "usage", "the request is too long"],
  ])("is told what is wrong: %s", async (_, request, code, message) => {
    const [line] = await ask(request, 1);
    const error = line!["error"] as JsonObject;
    expect(error["code"]).toBe(code);
    expect(String(error["message"])).toStartWith(message);
  });

  test("is its home's owner", () => {
    expect(statSync(paths().events).mode & 0o777).toBe(0o600);
  });

  test("that takes nothing holds up no run, and gets all of it when it does", async () => {
    const after = server.kernel.ledger.lastRow();
    const socket = connect(paths().events);
    socket.pause();
    socket.write(`{"after": ${after}}\n`);
    await Bun.sleep(50);
    for (let n = 0; n < 6; n++) await finishRun(20);
    const wanted = recorded({ afterRow: after });
    let text = "";
    for await (const chunk of socket) {
      text += String(chunk);
      if (text.split("\n").length > wanted.length) break;
    }
    const got = text
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line) as JsonObject);
    expect(got).toEqual(wanted as object[] as JsonObject[]);
  }, 30_000);

  test("keeps the kernel there, until it leaves", async () => {
    const leaving = new AbortController();
    const events = readEvents(paths(), { after: 0, signal: leaving.signal });
    await events.next();
    expect(server.activity().calls).toBe(1);
    leaving.abort();
    await events.return(undefined);
    await until(() => server.activity().calls === 0);
  });
});

/** Goes on from the last whole line of its file, and adds each event to it. */
const READER = `
import { connect } from "node:net";
import { appendFileSync, readFileSync, writeFileSync } from "node:fs";
const [, file, path] = process.argv;
const kept = readFileSync(file, "utf8");
const whole = kept.slice(0, kept.lastIndexOf("\\n") + 1);
writeFileSync(file, whole);
const last = whole.trimEnd().split("\\n").at(-1);
const socket = connect(path);
socket.write(JSON.stringify({ after: Number((last || "0").split(" ")[0]) }) + "\\n");
let rest = "";
for await (const chunk of socket) {
  const lines = (rest + chunk).split("\\n");
  rest = lines.pop();
  for (const line of lines) {
    const { cursor, event } = JSON.parse(line);
    appendFileSync(file, cursor + " " + event.id + "\\n");
  }
}
`;

test("a reader that is killed again and again loses nothing and gets nothing twice", async () => {
  const file = join(home.dir, "read.txt");
  writeFileSync(file, "");
  let isOver = false;
  const working = (async () => {
    for (let n = 0; n < 12; n++) await finishRun(10);
    isOver = true;
  })();
  let kills = 0;
  while (!isOver || kills < 8) {
    const reader = Bun.spawn([process.execPath, "-e", READER, file, paths().events]);
    await Bun.sleep(40 + ((kills * 67) % 160));
    reader.kill("SIGKILL");
    await reader.exited;
    kills += 1;
  }
  await working;
  const wanted = recorded().map(({ cursor, event }) => `${cursor} ${String(event["id"])}`);
  const reader = Bun.spawn([process.execPath, "-e", READER, file, paths().events]);
  // The last line may be on its way.
  const lines = () => readFileSync(file, "utf8").split("\n").slice(0, -1);
  await until(() => lines().length >= wanted.length);
  reader.kill("SIGKILL");
  await reader.exited;
  expect(lines()).toEqual(wanted);
}, 60_000);

test.skipIf(python === null)(
  "the example of the manual works (skipped: there is no python3)",
  async () => {
    const manual = readFileSync(join(import.meta.dir, "../../docs/export.md"), "utf8");
    const code = /```python\n(.*?)```/s.exec(manual)![1]!;
    const after = server.kernel.ledger.lastRow();
    const child = Bun.spawn([python!, "-c", code, String(after)], {
      env: { ...home.env },
      stdout: "pipe",
      stderr: "inherit",
    });
    await finishRun();
    const printed = await child.stdout.text();
    const wanted = recorded({ afterRow: after }).map(
      ({ cursor, event }) => `${cursor} ${String(event["type"])}`,
    );
    const end = wanted.findIndex((line) => line.endsWith("run.finished"));
    expect(printed.trimEnd().split("\n")).toEqual(wanted.slice(0, end + 1));
  },
);
