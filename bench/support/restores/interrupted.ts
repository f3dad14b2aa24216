import { expect } from "bun:test";
import { spawnSync } from "node:child_process";
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";

import { itemsBetween, openStand, type Stand, treeOf } from "./stand.ts";

const CHILD = join(import.meta.dir, "killed-child.ts");

/** A folder that a run has changed, everything captured, and what would bring it back. */
export interface Case {
  readonly home: string;
  readonly dir: string;
  readonly items: string;
  readonly before: readonly string[];
  readonly after: readonly string[];
}

/** Content that goes, comes and changes; modes; links; folders that become files and files that become folders. */
function buildWanted(dir: string): void {
  for (const folder of ["notes/old", "to-file", "closed", "shut"])
    mkdirSync(join(dir, folder), { recursive: true });
  for (let n = 0; n < 8; n++) writeFileSync(join(dir, `notes/n${n}.md`), `was ${n}`);
  writeFileSync(join(dir, "notes/old/gone.md"), "gone");
  writeFileSync(join(dir, "to-file/inside.md"), "inside");
  writeFileSync(join(dir, "to-folder"), "a file");
  writeFileSync(join(dir, "run.sh"), "#!/bin/sh\n", { mode: 0o755 });
  writeFileSync(join(dir, "closed/x.md"), "closed");
  writeFileSync(join(dir, "shut/x.md"), "open");
  writeFileSync(join(dir, "Readme.md"), "case");
  symlinkSync("notes/n1.md", join(dir, "link"));
  symlinkSync("/nowhere/at/all", join(dir, "dangling"));
  chmodSync(join(dir, "closed"), 0o500);
}

function change(dir: string): void {
  for (let n = 0; n < 8; n++) writeFileSync(join(dir, `notes/n${n}.md`), `is ${n}, longer`);
  rmSync(join(dir, "notes/old"), { recursive: true });
  mkdirSync(join(dir, "made/by/run"), { recursive: true });
  for (let n = 0; n < 3; n++) writeFileSync(join(dir, `made/by/run/m${n}.md`), `made ${n}`);
  rmSync(join(dir, "to-file"), { recursive: true });
  writeFileSync(join(dir, "to-file"), "a folder once");
  rmSync(join(dir, "to-folder"));
  mkdirSync(join(dir, "to-folder"));
  writeFileSync(join(dir, "to-folder/deep.md"), "deep");
  chmodSync(join(dir, "run.sh"), 0o644);
  chmodSync(join(dir, "closed"), 0o700);
  writeFileSync(join(dir, "closed/x.md"), "opened");
  writeFileSync(join(dir, "shut/x.md"), "shut");
  chmodSync(join(dir, "shut"), 0o500);
  renameSync(join(dir, "Readme.md"), join(dir, "README.md"));
  rmSync(join(dir, "link"));
  symlinkSync("notes/n2.md", join(dir, "link"));
  rmSync(join(dir, "dangling"));
}

export async function newCase(top: string): Promise<Case> {
  const place = mkdtempSync(join(top, "case-"));
  const [home, dir, items] = [join(place, "home"), join(place, "dir"), join(place, "items.json")];
  mkdirSync(dir);
  buildWanted(dir);
  await using stand = await openStand(home);
  const [wanted, after] = [stand.capture(dir), treeOf(dir)];
  change(dir);
  const found = stand.capture(dir);
  writeFileSync(items, JSON.stringify(itemsBetween(found, wanted)));
  return { home, dir, items, before: treeOf(dir), after };
}

/** The same case again, with folders of its own. */
export function copyOf({ home, items, ...trees }: Case, name: string): Case {
  const place = join(home, "../..", name);
  expect(spawnSync("cp", ["-a", join(home, ".."), place]).status).toBe(0);
  return { ...trees, home: join(place, "home"), dir: join(place, "dir"), items };
}

/** Restores in a process that dies at its N-th change; answers with the changes it came to. */
export async function killed({ home, dir, items }: Case, at: number): Promise<readonly string[]> {
  const child = Bun.spawn([process.execPath, CHILD, home, dir, items, String(at)], {
    stdout: "pipe",
    stderr: "inherit",
  });
  const said = await child.stdout.text();
  await child.exited;
  expect(child.signalCode).toBe(at === 0 ? null : "SIGKILL");
  return said.trimEnd().split("\n");
}

/** Opens the home for something else than a start. */
export async function withoutCompletion(
  { home }: Case,
  use: (stand: Stand) => void,
): Promise<void> {
  await using stand = await openStand(home, () => {}, "leave");
  use(stand);
}

export const temporaries = (dir: string) =>
  treeOf(dir).filter((line) => line.includes(".glassbox-restore-"));

/** Never a mix: as before when it was not on record, else as wanted; and what was done can be taken back. */
export async function check(one: Case, stand: Stand): Promise<"before" | "after"> {
  const { dir, before, after } = one;
  const [operation] = stand.operations(dir);
  expect(treeOf(dir)).toEqual(operation ? [...after] : [...before]);
  if (!operation) return "before";
  expect((await stand.undo(dir)).skipped).toEqual([]);
  expect(treeOf(dir)).toEqual([...before]);
  return "after";
}
