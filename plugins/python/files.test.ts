import { describe, expect, setDefaultTimeout, test } from "bun:test";
import {
  existsSync,
  mkdirSync,
  readFileSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";

import { type House, newHome, openHouse } from "../../bench/support/kernel.ts";
import { call } from "../../bench/support/plan.ts";
import { programServer, type Reach } from "../../bench/support/program-server.ts";
import { type JsonObject, sha256 } from "../../kernel/json.ts";
import { answerOf, approving, below } from "../../bench/support/program-runs.ts";

setDefaultTimeout(60_000);

const working = (code: string): JsonObject => ({
  steps: [call("work", "python__python_run", { code, inputs: ["*"], outputs: ["**"] })],
});

const changed = (path: string, bytes: Buffer | string, before: string | null) => ({
  path,
  change: before === null ? "created" : "changed",
  before: before === null ? null : sha256(before),
  sha256: sha256(Buffer.from(bytes)),
  base64: Buffer.from(bytes).toString("base64"),
});

const apply = ({ ask }: Reach, ...changes: JsonObject[]) =>
  ask("dev.glassbox/files/apply", { changes });

const textIn = (house: House, path: string) => readFileSync(join(house.dir, path), "utf8");

describe("files for a program", () => {
  test("are given as they are in the run's folder, and kept as they were given", async () => {
    const given: JsonObject[] = [];
    const python = programServer({
      read: async ({ ask }) => {
        given.push(await ask("dev.glassbox/files/read", { paths: ["a.txt", "./b/c.bin"] }));
        return null;
      },
    });
    await using house = await openHouse({ servers: [python] });
    writeFileSync(join(house.dir, "a.txt"), "one\n");
    mkdirSync(join(house.dir, "b"));
    writeFileSync(join(house.dir, "b", "c.bin"), Buffer.from([0, 255]));
    const { run } = await house.run(working("read"));
    expect(given).toEqual([
      {
        files: [
          { path: "a.txt", base64: Buffer.from("one\n").toString("base64") },
          { path: "b/c.bin", base64: "AP8=" },
        ],
      },
    ]);
    const event = house.events(run).find(({ type }) => type === "python.files.given")!;
    expect(event.data!["files"]).toMatchObject([
      { path: "a.txt", sha256: sha256("one\n"), size: 4 },
      { path: "b/c.bin", size: 2 },
    ]);
  });

  test("are given to each program as they are then", async () => {
    const given: JsonObject[] = [];
    const python = programServer({
      read: async ({ ask }) => {
        given.push(await ask("dev.glassbox/files/read", { paths: ["a.txt"] }));
        return null;
      },
    });
    await using house = await openHouse({ servers: [python] });
    writeFileSync(join(house.dir, "a.txt"), "one\n");
    const read = { code: "read", inputs: ["*"] };
    const who = { do: { ask: { question: "On?", schema: { type: "boolean" } } }, after: ["one"] };
    const steps = [
      call("one", "python__python_run", read),
      { id: "who", ...who },
      call("two", "python__python_run", read, { after: ["who"] }),
    ];
    const { run } = await house.run({ steps });
    writeFileSync(join(house.dir, "a.txt"), "two\n");
    await approving(house, run);
    expect(given).toMatchObject([
      { files: [{ base64: Buffer.from("one\n").toString("base64") }] },
      { files: [{ base64: Buffer.from("two\n").toString("base64") }] },
    ]);
  });

  test("are none that lie outside, are no files, or hold secrets", async () => {
    const said: string[] = [];
    const paths = ["../out.txt", "/etc/passwd", "link", "folder", "missing", ".env", "a\0b"];
    const python = programServer({
      read: async ({ ask }) => {
        for (const path of paths)
          await ask("dev.glassbox/files/read", { paths: [path] }).catch((error: Error) =>
            said.push(error.message),
          );
        return null;
      },
    });
    await using house = await openHouse({ servers: [python] });
    writeFileSync(join(house.dir, "..", "out.txt"), "out");
    symlinkSync(join(house.dir, "..", "out.txt"), join(house.dir, "link"));
    mkdirSync(join(house.dir, "folder"));
    writeFileSync(join(house.dir, ".env"), "KEY=abcdefgh");
    await house.run(working("read"));
    const expected = [
      '"../out.txt" is no file',
      '"/etc/passwd" is no file',
      '"link" leads out',
      '"folder" is a folder',
      '"missing" does not exist',
      '".env" is not given',
      "is no file",
    ];
    expect(said).toHaveLength(expected.length);
    for (const [at, words] of expected.entries()) expect(said[at]).toContain(words);
  });

  test("are not given to a run that may not read them", async () => {
    const said: string[] = [];
    const python = programServer({
      read: async ({ ask }) => {
        await ask("dev.glassbox/files/read", { paths: ["a.txt"] }).catch((error: Error) =>
          said.push(error.message),
        );
        return null;
      },
    });
    await using house = await openHouse({ servers: [python], isBare: true });
    writeFileSync(join(house.dir, "a.txt"), "one\n");
    await house.run(working("read"));
    expect(said[0]).toContain("this run may not use files__files_read");
  });
});

describe("files of a program", () => {
  const image = Buffer.from([137, 80, 78, 71, 0, 255, ...new Uint8Array(200_000)]);

  test("are written back as effects of the run, asked about like any other, and can be undone", async () => {
    let said: JsonObject = {};
    const python = programServer({
      write: async (reach) => {
        said = await apply(
          reach,
          changed("a.txt", "two\n", "one\n"),
          changed("new/large.txt", "x".repeat(300_000), null),
          changed("new/plot.png", image, null),
          { ...changed("gone.txt", "", "old\n"), change: "deleted", sha256: null, base64: null },
        );
        return null;
      },
    });
    await using house = await openHouse({ servers: [python] });
    writeFileSync(join(house.dir, "a.txt"), "one\n");
    writeFileSync(join(house.dir, "gone.txt"), "old\n");
    const run = await house.start(working("write"));
    const report = await house.settled(run);
    expect(report.standing).toBe("waiting");
    expect(JSON.stringify(report.asks)).toContain("files__files_write");
    expect(textIn(house, "a.txt")).toBe("one\n");
    await approving(house, run);
    expect(said).toEqual({
      applied: ["a.txt", "new/large.txt", "new/plot.png", "gone.txt"],
      refused: [],
    });
    expect(textIn(house, "a.txt")).toBe("two\n");
    expect(textIn(house, "new/large.txt")).toHaveLength(300_000);
    expect(readFileSync(join(house.dir, "new/plot.png")).equals(image)).toBe(true);
    expect(existsSync(join(house.dir, "gone.txt"))).toBe(false);
    const met = house.events(below(house, run)).filter(({ type }) => type === "expect.met");
    expect(met).toHaveLength(4);
    // Whoever makes room leaves alone what a plan only names.
    const kept = house
      .events(below(house, run))
      .flatMap(({ type, data }) => (type === "python.content.kept" ? data!["contents"] : []));
    expect(kept).toEqual([sha256("x".repeat(300_000)), sha256(image)]);
    await house.call("run.undo", { of: run });
    expect(textIn(house, "a.txt")).toBe("one\n");
    expect(textIn(house, "gone.txt")).toBe("old\n");
    expect(existsSync(join(house.dir, "new/plot.png"))).toBe(false);
  });

  test("are left alone where somebody else has changed them since", async () => {
    let said: JsonObject = {};
    const python = programServer({
      write: async (reach) => {
        said = await apply(
          reach,
          changed("a.txt", "mine\n", "one\n"),
          changed("b.txt", "mine\n", null),
          changed("c.txt", "mine\n", null),
          changed("../out.txt", "mine\n", null),
          changed("d.bin", image, "old\n"),
          { ...changed("e.txt", "", "old\n"), change: "deleted", sha256: null, base64: null },
        );
        return null;
      },
    });
    await using house = await openHouse({ servers: [python] });
    writeFileSync(join(house.dir, "a.txt"), "theirs\n");
    for (const name of ["b.txt", "d.bin", "e.txt"])
      writeFileSync(join(house.dir, name), "theirs\n");
    const run = await house.start(working("write"), { allow: ["files__*"] });
    await approving(house, run);
    expect(said).toMatchObject({
      applied: ["c.txt"],
      refused: ["a.txt", "b.txt", "../out.txt", "d.bin", "e.txt"].map((path) => ({ path })),
    });
    for (const name of ["a.txt", "b.txt", "d.bin", "e.txt"])
      expect(textIn(house, name)).toBe("theirs\n");
    expect(existsSync(join(house.dir, "..", "out.txt"))).toBe(false);
  });

  test("are not written where their bytes are not those that were named", async () => {
    const python = programServer({
      write: async (reach) => {
        await apply(reach, { ...changed("a.txt", "mine\n", null), sha256: sha256("other") });
        return null;
      },
    });
    await using house = await openHouse({ servers: [python] });
    const { reason } = await house.run(working("write"), { allow: ["files__*"] });
    expect(reason).toContain('"a.txt": its bytes have another SHA-256');
    expect(existsSync(join(house.dir, "a.txt"))).toBe(false);
  });

  test("are not written for a run that may only read", async () => {
    let said: JsonObject = {};
    const python = programServer({
      write: async (reach) => {
        said = await apply(reach, changed("a.txt", "mine\n", null));
        return null;
      },
    });
    await using house = await openHouse({ servers: [python] });
    await house.run(working("write"), { access: "read" });
    expect(said).toMatchObject({ applied: [], refused: [{ path: "a.txt" }] });
  });
});

test("a program that is executed again is given what it was given, and makes no effect anew", async () => {
  using home = newHome();
  const given: JsonObject[] = [];
  const python = programServer({
    upper: async (reach) => {
      const read = await reach.ask("dev.glassbox/files/read", { paths: ["a.txt"] });
      given.push(read);
      const [{ base64 }] = read["files"] as unknown as [{ base64: string }];
      const text = Buffer.from(base64, "base64").toString();
      await apply(reach, changed("a.txt", text.toUpperCase(), text));
      return reach.call("files__files_write", { path: "b.txt", content: "end" });
    },
  });
  const options = { home: home.path, servers: [python] };
  const run = await (async () => {
    await using house = await openHouse(options);
    writeFileSync(join(house.dir, "a.txt"), "one\n");
    const steps = [call("work", "python__python_run", { code: "upper", tools: ["files__*"] })];
    const started = await house.start({ steps });
    await house.settled(started);
    await house.call("run.answer", { run: started, value: true });
    expect((await house.settled(started)).standing).toBe("waiting");
    expect(textIn(house, "a.txt")).toBe("ONE\n");
    return started;
  })();
  await using house = await openHouse(options);
  unlinkSync(join(house.dir, "a.txt"));
  await house.call("run.resume", { run });
  await approving(house, run);
  expect(given).toHaveLength(2);
  expect(given[1]).toEqual(given[0]!);
  expect(existsSync(join(house.dir, "a.txt"))).toBe(false);
  expect(textIn(house, "b.txt")).toBe("end");
  expect(answerOf(house, run)).toMatchObject({ ok: true });
});
