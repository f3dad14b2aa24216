import { afterAll, beforeEach, describe, expect, test } from "bun:test";
import { spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";

import { KernelError } from "../../kernel/error.ts";
import { sha256 } from "../../kernel/json.ts";
import { capture } from "./capture.ts";
import { open } from "./open.ts";

const top = realpathSync(mkdtempSync(join(tmpdir(), "glassbox-workspace-")));
afterAll(() => rmSync(top, { recursive: true }));

let dir = "";
beforeEach(() => {
  dir = mkdtempSync(join(top, "run-"));
});

const write = (path: string, content: string | Uint8Array) => Bun.write(join(dir, path), content);

function refusalOf(work: () => unknown): KernelError {
  try {
    work();
  } catch (error) {
    if (error instanceof KernelError) return error;
    throw error;
  }
  throw new Error("it was not refused");
}

describe("a run's folder", () => {
  test("is its real path", () => {
    symlinkSync(dir, join(top, "link-to-run"));
    expect(open(join(top, "link-to-run"))).toBe(dir);
    expect(open(`${dir}/../${dir.split("/").at(-1)}/`)).toBe(dir);
  });

  test("is refused with the mend: missing, a file, relative, / and the home folder", async () => {
    await write("file.txt", "");
    const linkHome = join(dir, "home");
    symlinkSync(homedir(), linkHome);
    const cases: [string, string][] = [
      [join(dir, "missing"), "there is no folder"],
      [join(dir, "file.txt"), "is a file"],
      [join(dir, "file.txt/x"), "leads through a file"],
      ["notes", "no absolute path"],
      ["/", 'does not work in "/"'],
      [homedir(), "home folder"],
      [linkHome, "home folder"],
    ];
    for (const [path, words] of cases) {
      const error = refusalOf(() => open(path));
      expect(error.code).toBe("usage");
      expect(error.message).toContain(words);
      expect(error.hint).not.toBe("");
    }
  });

  test("that may not be read is refused to an unprivileged user", () => {
    const locked = join(dir, "locked");
    mkdirSync(locked, { mode: 0o700 });
    for (const one of [top, dir]) chmodSync(one, 0o755);
    if (process.getuid?.() !== 0) chmodSync(locked, 0o000);
    expect(unprivileged(`open(${JSON.stringify(locked)})`)).toBe(
      `usage: the folder ${JSON.stringify(locked)} may not be read`,
    );
    chmodSync(locked, 0o700);
  });
});

describe("what stood there", () => {
  const blobs = new Map<string, Uint8Array>();
  const keep = (bytes: Uint8Array) => {
    blobs.set(sha256(bytes), bytes.slice());
    return sha256(bytes);
  };

  test("a file is kept with its bytes and its mode", async () => {
    await write("notes/a.md", "one\r\ntwo");
    chmodSync(join(dir, "notes/a.md"), 0o640);
    const [found] = capture(dir, ["notes/../notes/a.md"], keep);
    expect(found).toEqual({
      path: "notes/a.md",
      kind: "file",
      sha256: sha256("one\r\ntwo"),
      kept: true,
      mode: 0o640,
    });
    expect(Buffer.from(blobs.get(found!.sha256!)!).toString()).toBe("one\r\ntwo");
  });

  test("an absolute path inside the folder counts, a folder and nothing are named so", async () => {
    await write("notes/a.md", "");
    const found = capture(dir, [join(dir, "notes"), "none/at/all.md", "notes/a.md/x"], keep);
    expect(found.map(({ path, kind, sha256: hash }) => [path, kind, hash])).toEqual([
      ["notes", "directory", null],
      ["none/at/all.md", "absent", null],
      ["notes/a.md/x", "absent", null],
    ]);
  });

  test("of a file above the cap only the hash is known", async () => {
    const bytes = new Uint8Array(10 * 1024 * 1024 + 1).fill(7);
    await write("large.bin", bytes);
    const [found] = capture(dir, ["large.bin"], keep);
    expect(found).toMatchObject({ kind: "file", kept: false, sha256: sha256(bytes) });
    await write("fits.bin", bytes.subarray(1));
    expect(capture(dir, ["fits.bin"], keep)[0]).toMatchObject({ kept: true });
  });

  test("a path outside is refused", () => {
    for (const path of ["../x", "/etc/passwd", `${dir}-2/x`, "a\0b"])
      expect(refusalOf(() => capture(dir, [path], keep)).code).toBe("usage");
  });

  test("a link that leads out, or nowhere, is not followed; one inside is", async () => {
    await write("a.md", "inside");
    symlinkSync("/etc/hostname", join(dir, "out.md"));
    symlinkSync("/etc", join(dir, "etc"));
    symlinkSync("gone.md", join(dir, "dangling.md"));
    symlinkSync("a.md", join(dir, "in.md"));
    const paths = ["out.md", "etc/hostname", "etc/not-there", "dangling.md", "in.md"];
    const found = capture(dir, paths, keep);
    expect(found.map(({ kind, kept }) => [kind, kept])).toEqual([
      ["other", false],
      ["other", false],
      ["other", false],
      ["other", false],
      ["file", true],
    ]);
  });

  test("a pipe does not hold the kernel up", () => {
    spawnSync("mkfifo", [join(dir, "pipe")]);
    expect(capture(dir, ["pipe"], keep)[0]).toMatchObject({ kind: "other", kept: false });
  });
});

/** What the code says to a user whom permissions bind. */
function unprivileged(code: string): string {
  const program = `
    const { open } = await import(${JSON.stringify(join(import.meta.dir, "open.ts"))});
    if (process.getuid() === 0) { process.setgid(65534); process.setuid(65534); }
    try { ${code}; console.log("no error"); }
    catch (error) { console.log(error.code + ": " + error.message); }
  `;
  const child = spawnSync(process.execPath, ["-e", program], { encoding: "utf8", cwd: "/" });
  return child.stdout.trim() || child.stderr;
}
