import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { createHash } from "node:crypto";
import type { Outcome } from "../types.ts";
import { sharedCell, SLOW_MS, valueOf } from "./testing.ts";

setDefaultTimeout(SLOW_MS);

const cell = sharedCell();

function given(files: Readonly<Record<string, string>>) {
  return Object.entries(files).map(([path, text]) => ({ path, bytes: Buffer.from(text) }));
}

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

/** `path: change text`, in their order. */
function patch({ files }: Outcome): readonly string[] {
  return files.map(({ path, change, bytes }) =>
    bytes === null ? `${path}: ${change}` : `${path}: ${change} ${Buffer.from(bytes).toString()}`,
  );
}

describe("files", () => {
  test("that are given can be read, and imported", async () => {
    const files = given({ "data/a.txt": "one", "helper.py": "def twice(n): return 2 * n" });
    const outcome = await cell.clean(
      "import helper\n[open('data/a.txt').read(), helper.twice(4)]",
      {
        files,
      },
    );
    expect(valueOf(outcome)).toEqual(["one", 8]);
    expect(outcome.files).toEqual([]);
  });

  test("come back as what is different, with their hashes", async () => {
    const files = given({ same: "same", changed: "old", deleted: "gone", again: "as it was" });
    const code = `
import os
open("changed", "w").write("new")
os.unlink("deleted")
os.makedirs("new/er")
open("new/er/file", "w").write("here")
open("again", "w").write("something else")
open("again", "w").write("as it was")
with open("grown", "a") as file:
    file.write("a")
    file.write("b")
open("/tmp/elsewhere", "w").write("not reported")`;
    const outcome = await cell.clean(code, { files });
    expect(patch(outcome)).toEqual([
      "changed: changed new",
      "deleted: deleted",
      "grown: created ab",
      "new/er/file: created here",
    ]);
    const [changed, deleted, grown] = outcome.files;
    expect([changed?.before, changed?.sha256]).toEqual([sha256("old"), sha256("new")]);
    expect([deleted?.before, deleted?.sha256]).toEqual([sha256("gone"), null]);
    expect([grown?.before, grown?.sha256]).toEqual([null, sha256("ab")]);
  });

  test("are written out though the program did not close them", async () => {
    const code =
      "kept = open('kept', 'w')\nkept.write('text')\nraw = open('raw', 'wb')\nraw.write(b'bytes')\nNone";
    expect(patch(await cell.clean(code))).toEqual(["kept: created text", "raw: created bytes"]);
    const failing = await cell.clean("kept = open('kept', 'w')\nkept.write('text')\n1 / 0");
    expect(patch(failing)).toEqual(["kept: created text"]);
  });

  test("that are links, devices or folders, or have odd names, do not come back", async () => {
    const code = `
import os
open("real", "w").write("x")
os.symlink("real", "link")
os.symlink("/lib", "library")
os.symlink("..", "up")
os.mkdir("empty")
for name in ("new\\nline", "back\\\\slash", "\\u202egnp.exe", "\\x1b[2J"):
    open(name, "w").write("x")
deep = "d/" * 80
os.makedirs(deep)
open(deep + "f", "w").write("x")`;
    expect(patch(await cell.clean(code))).toEqual(["real: created x"]);
  });

  test("of a working folder that was moved away are deleted, and those in its place created", async () => {
    const code = `
import os
os.chdir("/")
os.rename("/work", "/moved")
os.mkdir("/work")
open("/work/other", "w").write("x")`;
    const outcome = await cell.clean(code, { files: given({ mine: "x" }) });
    expect(patch(outcome)).toEqual(["mine: deleted", "other: created x"]);
    const linked =
      "import os\nos.chdir('/')\nos.rename('/work', '/moved')\nos.symlink('/moved', '/work')";
    expect(patch(await cell.clean(linked, { files: given({ mine: "x" }) }))).toEqual([
      "mine: deleted",
    ]);
  });

  test("with the names of JavaScript's own are files like others", async () => {
    const code = `
import os
for name in ("constructor", "toString", "hasOwnProperty"):
    open(name, "w").write("x")
try:
    open("__proto__", "w")
except OSError as error:
    print(error.errno)
os.rename("toString", "valueOf")
sorted(os.listdir("."))`;
    const outcome = await cell.clean(code);
    expect(valueOf(outcome)).toEqual(["constructor", "hasOwnProperty", "valueOf"]);
    expect(outcome.stdout).toBe("28\n");
    expect(valueOf(await cell.clean("import os\nos.listdir('.')"))).toEqual([]);
  });

  test("in a session are compared with how the run found them", async () => {
    await cell.clean("open('a', 'w').write('1')\nopen('b', 'w').write('1')");
    const second = await cell.run("open('a', 'a').write('2')");
    expect(patch(second)).toEqual(["a: changed 12"]);
    expect(second.files[0]?.before).toBe(sha256("1"));
    const third = await cell.run("open('b').read()", { files: given({ b: "given" }) });
    expect([valueOf(third), patch(third)]).toEqual(["given", []]);
  });
});
