import { afterAll, beforeEach, describe, expect, test } from "bun:test";
import { spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";

import { KernelError } from "../../kernel/error.ts";
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
