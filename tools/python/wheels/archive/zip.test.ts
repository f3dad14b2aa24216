import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { parseWheelName, type WheelName } from "../standards/wheel-name.ts";
import { makeWheel, makeZip, type MadeEntry } from "../testing-archive.ts";
import { inspectWheel } from "./inspect.ts";
import { readZip, unpack, ZipProblem } from "./zip.ts";

/** Why an archive is not taken; null: it is. */
function problem(bytes: Uint8Array): string | null {
  try {
    readZip(bytes).forEach(unpack);
    return null;
  } catch (error) {
    if (error instanceof ZipProblem) return error.message;
    throw error;
  }
}

const good: MadeEntry = { path: "pack/mod.py", text: "x = 1\n" };

describe("an archive", () => {
  test("is read as it was written", () => {
    const entries = readZip(makeZip([good, { path: "pack/", text: "" }]));
    expect(entries.map((entry) => [entry.path, new TextDecoder().decode(unpack(entry))])).toEqual([
      ["pack/mod.py", "x = 1\n"],
    ]);
  });

  test.each([
    "../evil.py",
    "pack/../../evil.py",
    "/etc/passwd",
    "C:/evil.py",
    "pack\\evil.py",
    "pack//evil.py",
    "./evil.py",
    "pack/\0.py",
    "x".repeat(600),
  ])("that names a file outside of itself is refused (%p)", (path) => {
    expect(problem(makeZip([{ path, text: "x" }]))).toStartWith("names a file outside of itself");
  });

  test("with a link, an encrypted file or the same file twice is refused", () => {
    expect(problem(makeZip([{ ...good, mode: 0o120777 }]))).toStartWith("holds a link");
    expect(problem(makeZip([{ ...good, flags: 0x1 }]))).toStartWith("has an encrypted file");
    expect(problem(makeZip([good, good]))).toBe('holds "pack/mod.py" twice');
  });

  test("that unpacks to more than it says is stopped there", () => {
    const bomb = { path: "zeros.py", text: "0".repeat(50_000_000), bytes: 100 };
    expect(problem(makeZip([bomb]))).toBe('has a damaged file, "zeros.py"');
  });

  test("that says it unpacks to too much is refused before anything is unpacked", () => {
    const huge = [1, 2].map((n) => ({ path: `${n}.py`, text: "0", bytes: 900_000_000 }));
    expect(problem(makeZip(huge))).toStartWith("unpacks to 1800000000 bytes");
  });

  test("that two programs could read differently is refused", () => {
    const plain = Buffer.from(makeZip([good]));
    expect(problem(Buffer.concat([Buffer.from("#!/bin/sh\n"), plain]))).toBe(
      "has bytes that belong to no file",
    );
    expect(problem(Buffer.concat([plain, Buffer.from("tail")]))).toStartWith("is no zip archive");
    expect(problem(makeZip([{ ...good, localPath: "pack/out.py" }]))).toBe(
      "describes a file in two different ways",
    );
  });

  test("whose files lie over each other is refused", () => {
    const same = Buffer.from(
      makeZip([good, { ...good, localPath: "pack/mod.py", path: "pack/mod.py" }]),
    );
    same.writeUInt32LE(0, same.lastIndexOf(Buffer.from([0x50, 0x4b, 1, 2])) + 42);
    expect(problem(same)).toBe("has files that overlap");
  });

  test("with any byte changed or missing never reads as other content", () => {
    const bytes = makeZip([good, { path: "pack/data.txt", text: "abc".repeat(100) }]);
    const original = readZip(bytes).map((entry) => [entry.path, unpack(entry).toString()]);
    fc.assert(
      fc.property(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }), (at, change) => {
        const flipped = Uint8Array.from(bytes);
        flipped[at] = (flipped[at] ?? 0) ^ change;
        if (problem(flipped) !== null) return;
        const entries = readZip(flipped);
        const content = entries.map((entry) => [entry.path, unpack(entry).toString()]);
        expect(content).toEqual(original);
      }),
      { numRuns: 500 },
    );
    for (let length = 0; length < bytes.length; length += 7)
      expect(problem(bytes.slice(0, length))).not.toBeNull();
  });

  test("of random bytes is refused, and nothing else happens", () => {
    const end = Buffer.from([0x50, 0x4b, 5, 6, 0, 0, 0, 0]);
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 200 }),
        fc.uint8Array({ maxLength: 14 }),
        (head, tail) => {
          const text = problem(Buffer.concat([head, end, tail]));
          expect(text === null || text.length > 0).toBe(true);
        },
      ),
    );
  });
});

describe("a wheel", () => {
  const name = parseWheelName("my_pack-1.0-py3-none-any.whl") as WheelName;
  const inspect = (files: readonly MadeEntry[], wheelName = "my-pack") =>
    inspectWheel(makeWheel({ name: wheelName, version: "1.0", requires: ["a>1"], files }), name);

  test("says its modules and what it needs", async () => {
    const found = await inspect([
      { path: "my_pack/__init__.py", text: "" },
      { path: "my_pack/sub/deep.py", text: "" },
      { path: "single.py", text: "" },
      { path: "fast.cpython-314-wasm32-emscripten.so", text: "" },
      { path: "space/inner.abi3.so", text: "" },
      { path: "my_pack-1.0.data/purelib/moved.py", text: "" },
      { path: "my_pack-1.0.data/scripts/tool", text: "" },
      { path: "readme.txt", text: "" },
      { path: "not-a-module/x.py", text: "" },
    ]);
    expect(found.imports).toEqual(["fast", "moved", "my_pack", "single", "space"]);
    expect(found.metadata.requires).toEqual(["a>1"]);
  });

  test("that is another package inside is refused", async () => {
    await expect(inspect([good], "other")).rejects.toThrow(
      "is of another package than its file name says",
    );
  });

  test("with two packages' papers is refused", async () => {
    const second = { path: "other-2.dist-info/METADATA", text: "Name: other\nVersion: 2\n" };
    await expect(inspect([good, second])).rejects.toThrow(
      "does not have exactly one dist-info folder",
    );
  });
});
