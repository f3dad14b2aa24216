import { describe, expect, test } from "bun:test";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { temporaryFolder } from "../support/test-folder.ts";
import { ProblemsError } from "./problem.ts";
import { readProblems } from "./read-problems.ts";

const DOUBLE = {
  task_id: "HumanEval/0",
  prompt: 'def double(x: int) -> int:\n    """Twice as much.\n    """\n',
  entry_point: "double",
  canonical_solution: "    return x * 2\n",
  test: "\n\nMETADATA = {}\n\n\ndef check(candidate):\n    assert candidate(4) == 8\n",
};
const WRONG = { ...DOUBLE, task_id: "HumanEval/1", canonical_solution: "    return x\n" };
const SHOUT = {
  text: "Write a function that shouts.",
  code: "def shout(text):\r\n  return text.upper()",
  task_id: 601,
  test_setup_code: "word = 'é'",
  test_list: ["assert shout(word) == 'É'", 'assert shout("a") == "A"'],
  challenge_test_list: [],
};
const ROOT = {
  source_file: "Benchmark",
  task_id: 2,
  prompt: "Write a root.",
  code: "def root(x):\n    return math.sqrt(x)",
  test_imports: ["import math"],
  test_list: ["assert root(9) == 3"],
};

const folder = temporaryFolder();
let made = 0;

function folderWith(files: Readonly<Record<string, string | Uint8Array>>): string {
  const path = join(folder, `${++made}`);
  mkdirSync(path);
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(join(path, name, ".."), { recursive: true });
    writeFileSync(join(path, name), content);
  }
  return path;
}

const lines = (...rows: readonly object[]) => rows.map((row) => JSON.stringify(row)).join("\n");

describe("the published files", () => {
  test("a problem is prompt, solution, tests, and the call of them", () => {
    const [problem] = readProblems(folderWith({ "HumanEval.jsonl": lines(DOUBLE) }));
    expect(problem!.id).toBe("HumanEval/0");
    expect(problem!.code).toStartWith(DOUBLE.prompt + DOUBLE.canonical_solution);
    expect(problem!.code).toEndWith("assert candidate(4) == 8\n\ncheck(double)\n");
  });

  test("one of the other set is its code, its preparation and its asserts, without carriage returns", () => {
    const [problem] = readProblems(folderWith({ "mbpp.jsonl": lines(SHOUT) }));
    expect(problem).toEqual({
      id: "mbpp/601",
      code: "def shout(text):\n  return text.upper()\nword = 'é'\nassert shout(word) == 'É'\nassert shout(\"a\") == \"A\"\n",
    });
  });

  test("the sanitized set is one array, and brings its imports", () => {
    const [problem] = readProblems(folderWith({ "sanitized-mbpp.json": JSON.stringify([ROOT]) }));
    expect(problem!.id).toBe("sanitized-mbpp/2");
    expect(problem!.code).toStartWith("import math\ndef root");
  });

  test("packed, in folders, with blank lines, carriage returns and a byte order mark: all the same", () => {
    const packed = Bun.gzipSync(new TextEncoder().encode(`${lines(DOUBLE, WRONG)}\n\n`));
    const path = folderWith({
      "human-eval/data/HumanEval.jsonl.gz": packed,
      "mbpp/mbpp.jsonl": `\uFEFF\r\n${lines(SHOUT).replaceAll("\n", "\r\n")}\r\n\r\n  \r\n`,
    });
    const ids = readProblems(path).map(({ id }) => id);
    expect(ids).toEqual(["HumanEval/0", "HumanEval/1", "mbpp/601"]);
  });

  test("a separator of lines inside a text ends no row", () => {
    const row = JSON.stringify({ ...SHOUT, code: "def shout(text):\n    return 'a\u2028b'" });
    expect(row).toContain("\u2028");
    expect(readProblems(folderWith({ "mbpp.jsonl": row }))).toHaveLength(1);
  });

  test("a set that is there packed and unpacked is taken once", () => {
    const packed = Bun.gzipSync(new TextEncoder().encode(lines(DOUBLE)));
    const path = folderWith({ "HumanEval.jsonl": lines(DOUBLE), "HumanEval.jsonl.gz": packed });
    expect(readProblems(path)).toHaveLength(1);
  });

  test.each([
    ["a line that is no JSON", { "mbpp.jsonl": `${lines(SHOUT)}\n\n{"task_id"` }, "mbpp.jsonl:3"],
    ["a row without tests", { "mbpp.jsonl": lines({ ...SHOUT, test_list: [] }) }, "test_list"],
    ["a row without code", { "mbpp.jsonl": lines({ ...SHOUT, code: 5 }) }, "mbpp.jsonl:1: code"],
    [
      "a call that is no name",
      { "HumanEval.jsonl": lines({ ...DOUBLE, entry_point: "a(" }) },
      "entry_point",
    ],
    ["half an array", { "sanitized-mbpp.json": "[{" }, "sanitized-mbpp.json:1"],
    [
      "what is not packed as it says",
      { "HumanEval.jsonl.gz": new Uint8Array([0x1f, 0x8b, 1]) },
      "HumanEval.jsonl.gz",
    ],
    ["a folder without any", { "other.jsonl": lines(SHOUT) }, "holds no problems"],
  ])("%s is named with its place", (_, files, words) => {
    const read = () => readProblems(folderWith(files));
    expect(read).toThrow(ProblemsError);
    expect(read).toThrow(words);
  });
});

describe("bun bench/problems.ts", () => {
  const start = (...args: readonly string[]) => {
    const command = [process.execPath, join(import.meta.dir, "../problems.ts"), ...args];
    const { exitCode, stdout, stderr } = Bun.spawnSync(command);
    return { exitCode, stdout: stdout.toString(), stderr: stderr.toString() };
  };

  test("runs them in the locked sandbox and says which failed, with the last line", () => {
    const files = { "HumanEval.jsonl": lines(DOUBLE, WRONG), "mbpp.jsonl": lines(SHOUT) };
    const run = start(folderWith(files));
    const result = JSON.parse(run.stdout.trimEnd().split("\n").at(-1)!);
    expect(result).toMatchObject({
      bench: "problems",
      passed: 2,
      total: 3,
      failed: [{ id: "HumanEval/1", lastLine: "AssertionError" }],
    });
    expect(result.walls).toContain("seal up");
    expect(run.exitCode).toBe(1);
  }, 120_000);

  test("without a folder, or with one that holds none, it says how it is called", () => {
    for (const args of [[], ["--quick"], [folderWith({})], [join(folder, "none")]]) {
      const { exitCode, stdout, stderr } = start(...args);
      expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: "" });
      expect(stderr).toMatch(/HumanEval\.jsonl|cannot be read/);
    }
  });
});
