import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { JSONObject } from "@modelcontextprotocol/client";
import { type Answer, inProcess, type Session, temporaryStore } from "../testing.ts";

setDefaultTimeout(180_000);
const store = temporaryStore();
let server: Session;
beforeAll(async () => {
  server = await inProcess({ store: store.path, poolSize: 1 });
});
afterAll(async () => {
  await server[Symbol.asyncDispose]();
  store.remove();
});

async function good(name: string, args: JSONObject, at = server): Promise<Answer["data"]> {
  const answer = await at.call(name, args);
  if (answer.isError) throw new Error(`${name}: ${answer.text}`);
  return answer.data;
}

async function open(args: JSONObject = {}, at = server): Promise<string> {
  return String((await good("python_session_open", args, at))["session"]);
}

/** What the last expression is, and where the session stands then. */
async function exec(session: string, code: string, args: JSONObject = {}, at = server) {
  const data = await good("python_session_exec", { session, code, ...args }, at);
  const value = (data["value"] as { json?: unknown } | null)?.json;
  return { value, checkpoint: String(data["checkpoint"]), data };
}

test("a session keeps variables, imports, functions and files from one program to the next", async () => {
  const session = await open();
  await exec(
    session,
    "import math\nx = 41\ndef next_one(n):\n    return n + 1\nopen('a.txt', 'w').write('kept')",
  );
  const { value } = await exec(session, "[next_one(x), math.pi > 3, open('a.txt').read()]");
  expect(value).toEqual([42, true, "kept"]);
  await good("python_session_close", { session });
});

describe("a checkpoint", () => {
  test("is the state after each program, and a program may begin from any of them", async () => {
    const session = await open();
    const one = await exec(session, "n = 1");
    const two = await exec(session, "n += 1");
    const three = await exec(session, "n += 1\nn");
    expect(three.value).toBe(3);
    expect(new Set([one.checkpoint, two.checkpoint, three.checkpoint]).size).toBe(3);
    const back = await exec(session, "n += 10\nn", { from: one.checkpoint });
    expect(back.value).toBe(11);
    expect(back.data["from"]).toBe(one.checkpoint);
    expect((await exec(session, "n", { from: three.checkpoint })).value).toBe(3);
    expect((await exec(session, "n", { from: two.checkpoint })).value).toBe(2);
    await good("python_session_close", { session });
  });

  test("brings a session back after a restart, with all that was alive in it", async () => {
    const first = await inProcess({ store: store.path, poolSize: 1 });
    const session = await open({}, first);
    const { checkpoint } = await exec(
      session,
      [
        "import random, re, sqlite3",
        "random.seed(5); random.random()",
        "squares = (n * n for n in range(10)); next(squares); next(squares)",
        "rows = sqlite3.connect(':memory:'); rows.execute('create table t (a)'); rows.execute('insert into t values (7)')",
        "pattern = re.compile('b+')",
        "lines = open('lines.txt', 'w+'); lines.write('one\\ntwo\\n'); lines.seek(0); lines.readline()",
        "import os; os.mkdir('sub')",
      ].join("\n"),
      {},
      first,
    );
    const later =
      "[random.random(), next(squares), rows.execute('select a from t').fetchall(), pattern.findall('abba'), lines.readline(), os.listdir('.')]";
    const there = await exec(session, later, {}, first);
    await first[Symbol.asyncDispose]();
    const again = await exec(session, later, { from: checkpoint });
    expect(again.value).toEqual(there.value as never);
    expect(again.value).toMatchObject([
      expect.any(Number),
      4,
      [[7]],
      ["bb"],
      "two\n",
      ["lines.txt", "sub"],
    ]);
    await good("python_session_close", { session });
  });

  test("is refused when it is damaged, unknown or of another kind", async () => {
    const session = await open();
    const { checkpoint } = await exec(session, "1");
    const refused = async (from: string) =>
      (await server.call("python_session_exec", { session, code: "1", from })).text;
    expect(await refused("0".repeat(64))).toContain("from: there is no checkpoint 0000");
    await exec(session, "2");
    writeFileSync(join(store.path, "checkpoints", checkpoint), "something else");
    expect(await refused(checkpoint)).toContain("is damaged on the disk");
    rmSync(join(store.path, "checkpoints", checkpoint));
    expect((await exec(session, "3")).value).toBe(3);
    await good("python_session_close", { session });
  });
});

test("restore takes a session back, and forward again", async () => {
  const session = await open();
  const one = await exec(session, "state = 'one'\nopen('f', 'w').write('1')");
  const two = await exec(session, "state = 'two'\nopen('f', 'w').write('2')");
  const look = "[state, open('f').read()]";
  await good("python_session_restore", { session, checkpoint: one.checkpoint });
  expect((await exec(session, look)).value).toEqual(["one", "1"]);
  await good("python_session_restore", { session, checkpoint: two.checkpoint });
  expect((await exec(session, look)).value).toEqual(["two", "2"]);
  await good("python_session_close", { session });
});

test("what happens in a fork does not touch where it came from", async () => {
  const session = await open();
  const one = await exec(session, "n = [1]");
  await exec(session, "n.append(2)");
  const fork = String((await good("python_session_fork", { session }))["session"]);
  const early = String(
    (await good("python_session_fork", { session, checkpoint: one.checkpoint }))["session"],
  );
  await exec(fork, "n.append('fork')");
  await exec(early, "n.append('early')");
  await exec(session, "n.append(3)");
  expect((await exec(session, "n")).value).toEqual([1, 2, 3]);
  expect((await exec(fork, "n")).value).toEqual([1, 2, "fork"]);
  expect((await exec(early, "n")).value).toEqual([1, "early"]);
  for (const id of [session, fork, early]) await good("python_session_close", { session: id });
});

describe("a program that fails", () => {
  test("leaves what it did until then, as a notebook does", async () => {
    const session = await open();
    await exec(session, "n = 1");
    const failed = await server.call("python_session_exec", { session, code: "n = 2\n1 / 0" });
    expect(failed.data).toMatchObject({ ok: false, isLost: false, session });
    expect((await exec(session, "n")).value).toBe(2);
    await good("python_session_close", { session });
  });

  test("and takes the interpreter with it leaves the session as it was before, and says so", async () => {
    const session = await open();
    const { checkpoint } = await exec(session, "n = 1");
    const code =
      "n = 2\nwhile True:\n    try:\n        while True: pass\n    except BaseException: pass";
    const killed = await server.call("python_session_exec", { session, code, seconds: 0.5 });
    expect(killed.data).toMatchObject({ ok: false, limit: "wall", isLost: true, checkpoint });
    expect(killed.text).toContain(`session ${session} is as it was before this program`);
    expect((await exec(session, "n")).value).toBe(1);
    await good("python_session_close", { session });
  });
});

test("a repeatable session repeats: same programs, same checkpoints; and its clock never goes back", async () => {
  const programs = [
    "import random, time\ntime.sleep(1800)\nfirst = time.time()\nrandom.random()",
    "[random.random(), time.time() > first, len({1, 'a'})]",
    "import uuid\nstr(uuid.uuid4())",
  ];
  const transcripts = [];
  for (const _ of [1, 2]) {
    const session = await open({ seed: 11, epoch: "2020-01-01T00:00:00Z" });
    const transcript = [];
    for (const code of programs) {
      const { value, checkpoint, data } = await exec(session, code);
      transcript.push([value, checkpoint, data["digest"]]);
    }
    transcripts.push(transcript);
    await good("python_session_close", { session });
  }
  expect(transcripts[1]).toEqual(transcripts[0] as never);
  expect(transcripts[0]?.[1]?.[0]).toEqual([expect.any(Number), true, 2]);
});

test("a host that may have to repeat a program of a session gets the same again from the same checkpoint", async () => {
  const meta = { "dev.glassbox/fixed": { seed: 3, epoch: Date.UTC(2020, 0, 1) } };
  const session = await open();
  const { checkpoint } = await exec(session, "import random, time, uuid");
  const code = "[random.random(), time.time(), str(uuid.uuid4())]";
  const args = { session, code, from: checkpoint };
  const once = await server.call("python_session_exec", args, { meta });
  const again = await server.call("python_session_exec", args, { meta });
  expect(again.data["digest"]).toBe(once.data["digest"] as string);
  const otherwise = await server.call("python_session_exec", args);
  expect(otherwise.data["digest"]).not.toBe(once.data["digest"] as string);
});

test("more sessions than processes take turns, and none notices", async () => {
  const sessions = await Promise.all([1, 2, 3, 4].map(() => open()));
  await Promise.all(sessions.map((session, n) => exec(session, `n = ${n}`)));
  await Promise.all(sessions.map((session) => exec(session, "n += 10")));
  const values = await Promise.all(sessions.map((session) => exec(session, "n")));
  expect(values.map(({ value }) => value)).toEqual([10, 11, 12, 13]);
  for (const session of sessions) await good("python_session_close", { session });
});

test("programs sent to one session at once run one after the other", async () => {
  const session = await open();
  await exec(session, "seen = []");
  await Promise.all([1, 2, 3].map((n) => exec(session, `seen.append(${n})`)));
  expect((await exec(session, "seen")).value).toEqual([1, 2, 3]);
  await good("python_session_close", { session });
});

describe("sessions belong to a run", () => {
  const as = (run: string) => ({ meta: { "dev.glassbox/run": run } });

  test("which another run does not see", async () => {
    const opened = await server.call("python_session_open", {}, as("a"));
    const session = String(opened.data["session"]);
    const other = await server.call("python_session_exec", { session, code: "1" }, as("b"));
    expect(other.text).toContain("there is no open session");
    expect((await server.call("python_session_list", {}, as("b"))).data).toEqual({ sessions: [] });
    const own = await server.call("python_session_list", {}, as("a"));
    expect(own.data).toMatchObject({ sessions: [{ session, image: "base", programs: 0 }] });
    await server.call("python_session_close", { session }, as("a"));
  });

  test("but one that is given a checkpoint goes on from it under the same name", async () => {
    const opened = await server.call("python_session_open", {}, as("a"));
    const session = String(opened.data["session"]);
    const first = await server.call("python_session_exec", { session, code: "n = 1" }, as("a"));
    const from = String(first.data["checkpoint"]);
    const forked = { session, code: "n += 1\nn", from };
    const second = await server.call("python_session_exec", forked, as("b"));
    expect(second.data).toMatchObject({ value: { json: 2 }, from });
    const own = await server.call("python_session_exec", { session, code: "n" }, as("a"));
    expect(own.data).toMatchObject({ value: { json: 1 } });
    for (const run of ["a", "b"]) await server.call("python_session_close", { session }, as(run));
  });
});

test("closing keeps the checkpoints, and forgets them only on request and only if no other needs them", async () => {
  const session = await open();
  const one = await exec(session, "n = 1");
  const two = await exec(session, "n = 2");
  const fork = String(
    (await good("python_session_fork", { session, checkpoint: one.checkpoint }))["session"],
  );
  const closed = await good("python_session_close", { session, forget: true });
  expect(closed["forgotten"]).toContain(two.checkpoint);
  expect(closed["forgotten"]).not.toContain(one.checkpoint);
  const kept = readdirSync(join(store.path, "checkpoints"));
  expect(kept).toContain(one.checkpoint);
  expect(kept).not.toContain(two.checkpoint);
  expect((await exec(fork, "n")).value).toBe(1);
  await good("python_session_close", { session: fork });
  expect(readdirSync(join(store.path, "checkpoints"))).toContain(one.checkpoint);
});
