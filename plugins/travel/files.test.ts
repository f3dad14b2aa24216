import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { chmodSync, cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { type House, openHouse } from "../../bench/support/kernel.ts";
import { call } from "../../bench/support/plan.ts";
import { temporaryFolder } from "../../bench/support/test-folder.ts";
import { isObject, type JsonObject, type JsonValue } from "../../kernel/json.ts";
import type { FileMark } from "./file-marks.ts";

// Files are written and other programs started here, on a machine that may be busy.
setDefaultTimeout(60_000);

const binary = Uint8Array.from({ length: 500_000 }, (_, n) => (n * n) % 251);
const long = `${Array.from({ length: 40 }, (_, n) => `line ${n}`).join("\n")}\n`;

let house: House;
let run: string;
/** Bytes of the folder's files before the run. */
let before: ReadonlyMap<string, Uint8Array>;

beforeAll(async () => {
  house = await openHouse();
  const put = (path: string, content: string | Uint8Array) => {
    mkdirSync(join(house.dir, path, ".."), { recursive: true });
    writeFileSync(join(house.dir, path), content);
  };
  put("notes/plan.md", long);
  put("notes/old.md", long.replaceAll("line", "row"));
  put("notes/gone.md", "this goes\n");
  put("images/red.bin", binary);
  put("empty.txt", "");
  put(".env", "TOKEN=secret\n");
  put("big.bin", new Uint8Array(11 * 1024 * 1024));
  symlinkSync("notes/plan.md", join(house.dir, "link"));
  chmodSync(join(house.dir, "empty.txt"), 0o755);
  const paths = ["notes/plan.md", "notes/old.md", "notes/gone.md", "images/red.bin", "empty.txt"];
  before = new Map(paths.map((path) => [path, readFileSync(join(house.dir, path))]));
  const report = await house.run(
    {
      steps: [
        call("write", "files__files_write", { path: "notes/new.md", content: "new\n" }),
        call(
          "edit",
          "files__files_edit",
          { path: "notes/plan.md", edits: [{ oldText: "line 20\n", newText: "LINE 20\n" }] },
          { after: ["write"] },
        ),
        call(
          "move",
          "files__files_move",
          { from: "notes/old.md", to: "archive/old.md" },
          { after: ["edit"] },
        ),
        call("delete", "files__files_delete", { path: "notes/gone.md" }, { after: ["move"] }),
      ],
      answer: "done",
    },
    { yes: true },
  );
  // Nobody checks the edit: that is not what is asked here.
  expect(report.outcome).toBe("incomplete");
  run = report.run;
});
afterAll(() => house[Symbol.asyncDispose]());

interface Shown {
  readonly bytes: Uint8Array;
  readonly about: JsonObject;
}

async function file(address: string): Promise<Shown> {
  const parts: Uint8Array[] = [];
  const emit = (part: JsonValue) => {
    if (isObject(part)) parts.push(Buffer.from(String(part["bytes"]), "base64"));
  };
  const about = await house.call("run.file", { run: address }, { emit });
  return { bytes: Buffer.concat(parts), about };
}

const refusalOf = (promise: Promise<unknown>) =>
  promise.then(
    () => ({ code: "none", message: "", hint: "" }),
    (error: unknown) => error as { code: string; message: string; hint: string },
  );

/** Numbers of the events at which the calls of a step were made and answered. */
function numbersOf(step: string): { intended: number; finished: number } {
  const own = house.events(run).filter(({ data }) => data?.["step"] === step);
  const of = (type: string) => own.find((event) => event.type === type)!.bseq;
  return { intended: of("tool.intended"), finished: own.at(-1)!.bseq };
}

describe("RUN@N:PATH is a file as it was", () => {
  test("before the run changed it and after, byte for byte, a binary one too", async () => {
    const at = numbersOf("write").intended;
    for (const [path, bytes] of before)
      expect(Buffer.from((await file(`${run}@${at}:${path}`)).bytes).equals(bytes)).toBe(true);
    for (const path of ["notes/new.md", "notes/plan.md", "archive/old.md"]) {
      const now = readFileSync(join(house.dir, path));
      expect(Buffer.from((await file(`${run}:${path}`)).bytes).equals(now)).toBe(true);
    }
  });

  test("at each step, also when the folder has changed since", async () => {
    const text = async (address: string) => Buffer.from((await file(address)).bytes).toString();
    expect(await text(`${run}@${numbersOf("edit").intended}:notes/plan.md`)).toBe(long);
    const edited = long.replace("line 20\n", "LINE 20\n");
    expect(await text(`${run}@edit:notes/plan.md`)).toBe(edited);
    writeFileSync(join(house.dir, "notes/plan.md"), "a person wrote this\n");
    expect(await text(`${run}:./notes//plan.md`)).toBe(edited);
  });

  test("with what else is known of it; a link by where it leads", async () => {
    expect((await file(`${run}:empty.txt`)).about).toMatchObject({ kind: "file", mode: 0o755 });
    const { about, bytes } = await file(`${run}:link`);
    expect(about).toMatchObject({ kind: "symlink" });
    expect(Buffer.from(bytes).toString()).toBe("notes/plan.md");
  });

  test("or the names in a folder", async () => {
    expect((await file(`${run}:notes`)).about["names"]).toEqual(["new.md", "plan.md"]);
    const top = (await file(`${run}:`)).about["names"];
    expect(top).toEqual([...(top as string[])].toSorted());
    expect(top).toContainValues(["archive/", "images/", "notes/", "empty.txt", "link"]);
  });

  test("and what is not there says so, and why", async () => {
    const gone = await refusalOf(file(`${run}:notes/gone.md`));
    expect(gone.code).toBe("not_found");
    expect(gone.message).toStartWith("there was no notes/gone.md at ");
    expect(gone.hint).toContain("--files");
    const slip = await refusalOf(file(`${run}:notes/plam.md`));
    expect(slip.message).toContain('did you mean "notes/plan.md"?');
    expect((await refusalOf(file(`${run}@1:notes/plan.md`))).message).toStartWith(
      "nothing was captured of the folder at ",
    );
    for (const path of ["../outside", "/etc/passwd"])
      expect((await refusalOf(file(`${run}:${path}`))).code).toBe("usage");
    expect((await refusalOf(file(run))).code).toBe("usage");
  });

  test("a secret and a file that is too large are known by their hash alone", async () => {
    for (const path of [".env", "big.bin"]) {
      const refusal = await refusalOf(file(`${run}:${path}`));
      expect(refusal.message).toContain("its content was not kept (too large, or a secret)");
      expect(refusal.hint).toMatch(/^its SHA-256 was [0-9a-f]{64}$/);
    }
  });
});

describe("run.files lists the folder as it was", () => {
  const marks = async (address: string): Promise<readonly object[]> => {
    const { changes } = await house.call<{ changes: readonly FileMark[] }>("run.files", {
      run: address,
    });
    return changes
      .filter(
        ({ after, before: first }) => after.kind !== "directory" && first.kind !== "directory",
      )
      .map(({ mark, path, from, steps }) => ({ mark, path, from, steps }));
  };

  test("with what the run had made of it by then", async () => {
    expect(await marks(`${run}@${numbersOf("write").intended}`)).toEqual([]);
    const written = { mark: "A", path: "notes/new.md", from: null, steps: ["write"] };
    const edited = { mark: "M", path: "notes/plan.md", from: null, steps: ["edit"] };
    expect(await marks(`${run}@${numbersOf("edit").finished}`)).toEqual([written, edited]);
    expect(await marks(run)).toEqual([
      { mark: "R", path: "archive/old.md", from: "notes/old.md", steps: ["move"] },
      { mark: "D", path: "notes/gone.md", from: null, steps: ["delete"] },
      written,
      edited,
    ]);
  });

  test("by a digest that is that of the same folder, and of no other", async () => {
    const digest = async (address: string) =>
      (await house.call<{ digest: string }>("run.files", { run: address })).digest;
    const at = numbersOf("write").intended;
    expect(await digest(`${run}@${at}`)).toBe(await digest(`${run}@${at - 1}`));
    expect(await digest(`${run}@${at}`)).not.toBe(await digest(run));
  });
});

describe("run.diff compares the folders", () => {
  const target = temporaryFolder();

  test("with a patch that git applies to the one and gets the other", async () => {
    const from = `${run}@${numbersOf("write").intended}`;
    const { files } = await house.call<{ files: { changes: (FileMark & { patch: string })[] } }>(
      "run.diff",
      { a: from, b: run, patch: true },
    );
    const texts = files.changes.filter(({ before: a, after: b }) =>
      [a.kind, b.kind].every((kind) => kind !== "directory"),
    );
    expect(texts.map(({ mark, path }) => `${mark} ${path}`)).toEqual([
      "R archive/old.md",
      "D notes/gone.md",
      "A notes/new.md",
      "M notes/plan.md",
    ]);
    const hunks = texts.filter(({ mark }) => mark !== "R").map(({ patch }) => patch);
    const plain = hunks.join("").replace(/^diff .*\n/gm, "");
    for (const path of ["notes/plan.md", "notes/gone.md"]) {
      mkdirSync(join(target, "notes"), { recursive: true });
      writeFileSync(join(target, path), (await file(`${from}:${path}`)).bytes);
    }
    writeFileSync(join(target, "patch"), plain);
    const { exitCode, stderr } = Bun.spawnSync(["git", "apply", "patch"], {
      cwd: target,
      env: { ...process.env, GIT_CEILING_DIRECTORIES: join(target, "..") },
    });
    expect({ exitCode, stderr: stderr.toString() }).toEqual({ exitCode: 0, stderr: "" });
    for (const path of ["notes/plan.md", "notes/new.md"])
      expect(readFileSync(join(target, path), "utf8")).toBe(
        Buffer.from((await file(`${run}:${path}`)).bytes).toString(),
      );
  });

  test("a file that was edited and moved was renamed", async () => {
    const copy = temporaryFolder();
    cpSync(house.dir, copy, { recursive: true });
    writeFileSync(join(copy, "notes/plan.md"), long);
    const report = await house.run(
      {
        steps: [
          call("edit", "files__files_edit", {
            path: "notes/plan.md",
            edits: [{ oldText: "line 3\n", newText: "LINE 3\n" }],
          }),
          call(
            "move",
            "files__files_move",
            { from: "notes/plan.md", to: "plan.md" },
            { after: ["edit"] },
          ),
        ],
        answer: "done",
      },
      { yes: true, dir: copy },
    );
    expect(await house.call("run.files", { run: report.run })).toMatchObject({
      changes: [{ mark: "R", path: "plan.md", from: "notes/plan.md", steps: ["edit", "move"] }],
    });
  });
});
