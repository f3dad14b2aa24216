import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { type House, newHome, openHouse } from "../../bench/support/kernel.ts";
import { call } from "../../bench/support/plan.ts";
import { toolServer } from "../../bench/support/tool-server.ts";
import type { JsonObject } from "../../kernel/json.ts";
import type { Captured } from "../contracts/captured.ts";
import type { Files, FileTree } from "../contracts/files.ts";

let inTheWay: () => void = () => {};
/** Tools that change files and do not say which. */
const shell = (dir: () => string) =>
  toolServer("sh", {
    write: {
      effect: "once",
      run({ path, text }) {
        inTheWay();
        const absolute = join(dir(), String(path));
        mkdirSync(join(absolute, ".."), { recursive: true });
        writeFileSync(absolute, String(text));
        return { ok: true };
      },
    },
    remove: {
      effect: "keyed",
      run({ path }) {
        inTheWay();
        rmSync(join(dir(), String(path)), { recursive: true });
        return { ok: true };
      },
    },
    look: { run: () => ({ ok: true }) },
  });

let house: House;
beforeAll(async () => {
  house = await openHouse({ servers: [shell(() => house.dir)] });
});
afterAll(() => house[Symbol.asyncDispose]());

const files = (from = house) => from.kernel.runs.services.files as Files;
const write = (path: string, text: string) => {
  mkdirSync(join(house.dir, path, ".."), { recursive: true });
  writeFileSync(join(house.dir, path), text);
};
const has = { matches: { type: "object" } };
const numberOf = (run: string, type: string, step: string) =>
  house.events(run).find((event) => event.type === type && event.data?.["step"] === step)!.bseq;
const textAt = (tree: FileTree, path: string) => {
  const hash = tree.entries.get(path)?.sha256;
  return hash == null ? null : Buffer.from(files().content(hash)!).toString();
};
const captured = (run: string) =>
  house
    .events(run)
    .filter(({ type }) => type === "workspace.captured")
    .map(({ data }) => data as unknown as Captured);
const allowed = { allow: ["sh__*", "files__*"] };

describe("a run's files", () => {
  test("are known at every event, and what its calls made of them", async () => {
    write("own/a.md", "a");
    write("own/b.md", "b");
    const report = await house.run(
      {
        steps: [
          call("w", "files__files_write", { path: "own/new/c.md", content: "c" }),
          call("s", "sh__write", { path: "own/a.md", text: "A" }, { after: ["w"] }),
          call("r", "sh__remove", { path: "own/b.md" }, { after: ["s"] }),
          call("m", "files__files_move", { from: "own/new", to: "own/old" }, { after: ["r"] }),
        ],
      },
      allowed,
    );
    expect(report.outcome).not.toBe("failed");
    const { run } = report;
    const at = (type: string, step: string) => files().at(run, numberOf(run, type, step));
    const paths = (tree: FileTree) =>
      [...tree.entries.keys()].filter((one) => one.startsWith("own/"));
    expect(paths(at("tool.intended", "w"))).toEqual(["own/a.md", "own/b.md"]);
    expect(paths(at("tool.finished", "w"))).toEqual([
      "own/a.md",
      "own/b.md",
      "own/new",
      "own/new/c.md",
    ]);
    expect(textAt(at("tool.intended", "s"), "own/a.md")).toBe("a");
    expect(textAt(at("tool.finished", "s"), "own/a.md")).toBe("A");
    expect(paths(at("tool.finished", "r"))).not.toContain("own/b.md");
    expect(paths(files().at(run))).toEqual(["own/a.md", "own/old", "own/old/c.md"]);
    expect(files().at(run).digest).toBe((await files().now(house.dir)).digest);

    const made = files().changes(run, 0);
    expect(
      made.map(({ path, before, after, steps }) => [path, before.kind, after.kind, steps]),
    ).toEqual([
      ["own/a.md", "file", "file", ["s"]],
      ["own/b.md", "file", "absent", ["r"]],
      ["own/old", "absent", "directory", ["m"]],
      ["own/old/c.md", "absent", "file", ["m"]],
    ]);
    expect(files().made(run)).toEqual(made);
    const until = numberOf(run, "tool.finished", "s");
    expect(
      files()
        .changes(run, until)
        .map(({ path }) => path),
    ).toEqual(["own/b.md", "own/new", "own/new/c.md", "own/old", "own/old/c.md"]);
    const order = captured(run).map(({ at: when, step }) => `${when} ${step}`.trim());
    expect(order.join(", ")).toBe(
      "start, before w, after w, scan, scan s, scan, scan r, before m, after m, end",
    );
  });

  test("that a person changes meanwhile are nobody's of the run", async () => {
    write("mine.md", "one");
    inTheWay = () => write("later.md", "made during the call of another step");
    const { run } = await house.run(
      {
        steps: [
          { id: "q", do: { ask: { question: "Go on?" } } },
          call("s", "sh__write", { path: "theirs.md", text: "run" }, { after: ["q"] }),
        ],
      },
      allowed,
    );
    write("mine.md", "two");
    inTheWay = () => {};
    const ask = Object.keys(house.state(run).asks)[0]!;
    await house.call("run.answer", { run, ask, value: "yes" });
    await house.settled(run);
    expect(
      files()
        .made(run)
        .map(({ path }) => path),
    ).toEqual(["theirs.md"]);
    expect(textAt(files().at(run), "mine.md")).toBe("two");
    const found = captured(run).find(({ at, step }) => at === "scan" && step === "");
    expect(found!.captures.map(({ path }) => path)).toEqual(["mine.md"]);
  });

  test("are not looked at by a run that may only read", async () => {
    const { run } = await house.run(
      { steps: [call("s", "sh__look", {}, { expect: has })] },
      { access: "read" },
    );
    expect(captured(run)).toEqual([]);
  });

  test("are a short way off at any event of a long run", async () => {
    const items = Array.from({ length: 200 }, (_, at) => ({
      path: `many/${at}.md`,
      content: `${at}`,
    }));
    write("list.json", JSON.stringify(items));
    const { run } = await house.run(
      {
        steps: [
          call("list", "files__files_read", { path: "list.json" }),
          ...items.map(({ path, content }, at) =>
            call(
              `w${at}`,
              "files__files_write",
              { path, content },
              { after: at === 0 ? ["list"] : [`w${at - 1}`] },
            ),
          ),
        ],
      },
      allowed,
    );
    const slice = house.state(run).extensions["workspace"] as JsonObject;
    expect(slice["manifest"]).toBeGreaterThan(100);
    const looks = captured(run).filter(({ manifest }) => manifest !== null);
    expect(looks.map(({ at }) => at)).toEqual(["start", "scan", "end"]);
    for (const at of [0, 57, 127, 128, 129, 199]) {
      const tree = files().at(run, numberOf(run, "tool.finished", `w${at}`));
      const many = [...tree.entries.keys()].filter((one) => one.startsWith("many/"));
      expect(many).toHaveLength(at + 1);
    }
    expect(files().made(run)).toHaveLength(201);
  }, 20_000);
});

test("a call that was cut off is looked at when it is settled, and what it did is the run's", async () => {
  using home = newHome();
  let release: () => void = () => {};
  let reached: () => void = () => {};
  const called = new Promise<void>((resolve) => (reached = resolve));
  const stuck = (isStuck: boolean) =>
    toolServer("slow", {
      write: {
        effect: "keyed",
        paths: ["$args.path"],
        async run({ path }) {
          writeFileSync(join(home.path, "work", String(path)), "done");
          reached();
          if (isStuck) await new Promise<void>((resolve) => (release = resolve));
          return { ok: true };
        },
      },
    });
  const first = await openHouse({ home: home.path, servers: [stuck(true)] });
  const run = await first.start(
    { steps: [call("s", "slow__write", { path: "x.md" })] },
    { yes: true },
  );
  await called;
  await first.close();
  release();
  const second = await openHouse({ home: home.path, servers: [stuck(false)] });
  await second.call("run.resume", { run });
  await second.settled(run);
  expect(files(second).made(run)).toMatchObject([
    { path: "x.md", before: { kind: "absent" }, after: { kind: "file" }, steps: ["s"] },
  ]);
  expect(readFileSync(join(home.path, "work/x.md"), "utf8")).toBe("done");
  await second.close();
});
