import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";

const launcher = resolve(import.meta.dir, "..");
const engines = { bun: ">=1.4.5" };

/** A small package with the launcher of this one and a program of its own, and an empty home. */
export interface PackageFixture extends Disposable {
  readonly root: string;
  readonly home: string;
  readonly start: string;
  /** A PATH on which this Bun is found first. */
  readonly path: string;
  readonly write: (path: string, text: string) => string;
  /** A folder for PATH with nothing but these programs. */
  readonly programs: (names: Readonly<Record<string, string>>) => string;
}

export const echo = `
export async function main(args: string[]) {
  console.log(JSON.stringify({ args, pid: process.pid, bun: process.execPath }));
}
if (import.meta.main) await main(process.argv.slice(2));
`;

export function packageFixture(main: string, manifest: object = {}): PackageFixture {
  const base = mkdtempSync(join(tmpdir(), "glassbox-launcher-"));
  const root = join(base, "package");
  const home = join(base, "home");
  mkdirSync(home, { recursive: true });
  const write = (path: string, text: string): string => {
    const file = join(root, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text, { mode: 0o755 });
    return file;
  };
  write("main.ts", main);
  write("package.json", JSON.stringify({ name: "fixture", type: "module", engines, ...manifest }));
  cpSync(join(launcher, "glassbox.mjs"), join(root, "ui/cli/glassbox.mjs"));
  cpSync(join(launcher, "launcher"), join(root, "ui/cli/launcher"), { recursive: true });
  let count = 0;
  const programs = (names: Readonly<Record<string, string>>): string => {
    const folder = join(base, `path-${(count += 1)}`);
    mkdirSync(folder);
    for (const [name, target] of Object.entries(names)) symlinkSync(target, join(folder, name));
    return folder;
  };
  return {
    root,
    home,
    path: `${programs({ bun: process.execPath })}:${process.env["PATH"] ?? ""}`,
    programs,
    start: join(root, "ui/cli/glassbox.mjs"),
    write,
    [Symbol.dispose]: () => rmSync(base, { recursive: true, force: true }),
  };
}

/** The Node of this machine; `bun run` puts a Bun under that name on PATH, which is none. */
export function findNode(): string | undefined {
  const node = Bun.which("node");
  if (node === null) return undefined;
  const answer = Bun.spawnSync([node, "-p", "String(process.versions.bun)"]);
  return answer.stdout.toString().trim() === "undefined" ? node : undefined;
}

export interface Ended {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export async function runProgram(
  command: readonly string[],
  options: {
    readonly env: Readonly<Record<string, string>>;
    readonly stdin?: string;
    readonly cwd?: string;
  },
): Promise<Ended & { readonly pid: number }> {
  const child = Bun.spawn([...command], {
    env: { ...options.env },
    cwd: options.cwd ?? tmpdir(),
    stdin: new TextEncoder().encode(options.stdin ?? ""),
    stdout: "pipe",
    stderr: "pipe",
  });
  const [stdout, stderr, exitCode] = await Promise.all([
    child.stdout.text(),
    child.stderr.text(),
    child.exited,
  ]);
  return { pid: child.pid, exitCode, stdout, stderr };
}
