import { afterAll, beforeAll, expect, test } from "bun:test";
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

import fc from "fast-check";

import { openSqlite, typesWith } from "../../bench/support/ledger.ts";
import type { Ledger } from "../../kernel/ledger/index.ts";
import type { Capture } from "../../kernel/ports/workspace.ts";
import { defineEventType } from "../../kernel/vocabulary.ts";
import type { Captured } from "../contracts/captured.ts";
import { capture } from "./capture.ts";
import { CAPTURED, capturedType } from "./captured.ts";
import { capturesOf } from "./captures.ts";
import { changesOf } from "./changes.ts";
import { Folders } from "./folders.ts";
import { ignoring } from "./ignored.ts";
import { scan } from "./scan.ts";
import type { Sight } from "./sight.ts";
import { Store } from "./store/store.ts";
import { type Past, treeAt } from "./tree.ts";

// On a real disk this test would do little but wait for it.
const memory = existsSync("/dev/shm") ? "/dev/shm" : tmpdir();
const top = realpathSync(mkdtempSync(join(memory, "glassbox-tree-")));
let ledger: Ledger;
let sight: Sight;
let past: Past;
beforeAll(async () => {
  const types = typesWith(defineEventType(capturedType));
  ledger = await openSqlite({ dir: join(top, "ledger"), types });
  const store = new Store(join(top, "contents.db"));
  sight = { store, folders: new Folders(store), ignored: ignoring([]) };
  past = {
    ledger,
    extensions: new Map([[CAPTURED, { prefix: "workspace", reduce: capturedType.reduce! }]]),
    content: (hash) => store.contents.get(hash),
    isKept: (hash) => store.contents.has(hash),
    parts: new Map(),
    isIgnored: (path) => sight.ignored.within(path),
  };
});
afterAll(async () => {
  sight.store.close();
  await ledger.close();
  rmSync(top, { recursive: true });
});

type Change =
  | { readonly kind: "write"; readonly path: string; readonly content: string }
  | { readonly kind: "mode"; readonly path: string; readonly mode: number }
  | { readonly kind: "link"; readonly path: string; readonly to: string }
  | { readonly kind: "move"; readonly path: string; readonly to: string }
  | { readonly kind: "remove" | "folder"; readonly path: string };

/** `person`: nobody is told. */
interface Move {
  readonly by: "call" | "shell" | "person" | "look";
  readonly change: Change;
}

const name = fc.constantFrom("a", "b", "C", "\u00e9", "two\nlines", "node_modules");
const path = fc.array(name, { minLength: 1, maxLength: 3 }).map((names) => names.join("/"));
const content = fc.constantFrom("", "one", "two", "x".repeat(5000), "y".repeat(5000));
const change: fc.Arbitrary<Change> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant("write" as const), path, content }) },
  fc.record({ kind: fc.constant("mode" as const), path, mode: fc.constantFrom(0o600, 0o755) }),
  fc.record({ kind: fc.constant("link" as const), path, to: path }),
  fc.record({ kind: fc.constant("move" as const), path, to: path }),
  fc.record({ kind: fc.constantFrom("remove" as const, "folder" as const), path }),
);
const by = fc.constantFrom("call", "call", "call", "shell", "person", "look") as fc.Arbitrary<
  Move["by"]
>;
const trace = fc.array(fc.record({ by, change }), { minLength: 1, maxLength: 7 });

/** The tree as a person would write it down: no part of what is tested has a hand in it. */
type Model = Map<string, string>;

function onDisk(dir: string, below = ""): Model {
  const found: Model = new Map();
  for (const one of readdirSync(join(dir, below))) {
    const path = below === "" ? one : `${below}/${one}`;
    if (one === "node_modules") continue;
    found.set(path, described(join(dir, path)));
    if (lstatSync(join(dir, path)).isDirectory())
      for (const [inner, text] of onDisk(dir, path)) found.set(inner, text);
  }
  return found;
}

function described(absolute: string): string {
  const stat = lstatSync(absolute);
  if (stat.isSymbolicLink()) return `link to ${readlinkSync(absolute)}`;
  const mode = (stat.mode & 0o7777).toString(8);
  return stat.isDirectory() ? `folder ${mode}` : `file ${mode} ${readFileSync(absolute, "utf8")}`;
}

/** What a call that touches these paths lets us know. */
function touch(model: Model, dir: string, paths: readonly string[]): void {
  const now = onDisk(dir);
  for (const path of paths) {
    const parts = path.split("/");
    for (let at = 1; at < parts.length; at++) bring(model, now, parts.slice(0, at).join("/"));
    for (const one of model.keys()) if (one.startsWith(`${path}/`)) bring(model, now, one);
    bring(model, now, path);
    for (const one of now.keys()) if (one.startsWith(`${path}/`)) bring(model, now, one);
  }
}

function bring(model: Model, now: Model, path: string): void {
  const text = now.get(path);
  if (text !== undefined) model.set(path, text);
  else model.delete(path);
  // Nothing is below what is no folder.
  if (!text?.startsWith("folder"))
    for (const one of model.keys()) if (one.startsWith(`${path}/`)) model.delete(one);
}

/** Is everything on the way a folder or not there yet? Links on the way are for another test. */
function isPlain(dir: string, path: string): boolean {
  const parts = path.split("/");
  return parts.slice(0, -1).every((_, at) => {
    const stat = lstatSync(join(dir, ...parts.slice(0, at + 1)), { throwIfNoEntry: false });
    return !stat || stat.isDirectory();
  });
}

/** Answers the paths that it touched. */
function apply(dir: string, change: Change): readonly string[] {
  const absolute = join(dir, change.path);
  const isThere = lstatSync(absolute, { throwIfNoEntry: false });
  if (change.kind === "write") {
    if (isThere && !isThere.isFile()) return [];
    mkdirSync(dirname(absolute), { recursive: true });
    writeFileSync(absolute, change.content);
  } else if (change.kind === "mode") {
    if (!isThere || isThere.isSymbolicLink()) return [];
    chmodSync(absolute, isThere.isDirectory() ? 0o700 | change.mode : change.mode);
  } else if (change.kind === "folder") {
    if (isThere) return [];
    mkdirSync(absolute, { recursive: true });
  } else if (change.kind === "remove") {
    rmSync(absolute, { recursive: true, force: true });
  } else if (change.kind === "link") {
    if (isThere) return [];
    mkdirSync(dirname(absolute), { recursive: true });
    symlinkSync(change.to, absolute);
  } else if (change.kind === "move") {
    const to = join(dir, change.to);
    const isWithin = `${change.to}/`.startsWith(`${change.path}/`);
    if (!isThere || existsSync(to) || isWithin || lstatSync(to, { throwIfNoEntry: false }))
      return [];
    mkdirSync(dirname(to), { recursive: true });
    renameSync(absolute, to);
    return [change.path, change.to];
  }
  return [change.path];
}

function textOf({ kind, mode, sha256 }: Capture): string {
  const bytes = sha256 === null ? "" : Buffer.from(past.content(sha256)!).toString();
  if (kind === "symlink") return `link to ${bytes}`;
  return kind === "directory" ? `folder ${mode.toString(8)}` : `file ${mode.toString(8)} ${bytes}`;
}

const captures = capturesOf(
  () => {
    throw new Error("nobody looks through it here");
  },
  () => {},
);

let count = 0;
/** Digests of all trees that were met, by what the model says of them. */
const digests = new Map<string, string>();

/** Plays a trace; what the files were after each event, by the model. */
async function play(moves: readonly Move[]): Promise<{ run: string; models: Model[] }> {
  const run = `r${++count}`;
  const dir = join(top, "work", run);
  mkdirSync(dir, { recursive: true });
  const place = { run, branch: run, dir };
  const models: Model[] = [];
  const write = async (what: Omit<Captured, "dir">, model: Model) => {
    const branches = models.length === 0 ? [{ id: run, subject: `run/${run}`, root: run }] : [];
    await ledger.append([captures.draft(place, what)], branches);
    models.push(new Map(model));
  };
  const look = async (step: string, at: Captured["at"]) => {
    const seen = (await scan(sight, dir))!;
    model = onDisk(dir);
    await write({ step, at, manifest: seen.manifest, captures: seen.changes }, model);
  };
  const touched = async (step: string, at: Captured["at"], paths: readonly string[]) => {
    const captures = capture(sight, dir, paths, { only: "keep", reach: "deep" });
    touch(model, dir, paths);
    await write({ step, at, manifest: null, captures }, model);
  };
  let model: Model = new Map();
  await look("", "start");
  for (const [at, { by, change }] of moves.entries()) {
    const paths = [change.path, ...(change.kind === "move" ? [change.to] : [])];
    if (!paths.every((one) => isPlain(dir, one))) continue;
    const isLink = (one: string) =>
      lstatSync(join(dir, one), { throwIfNoEntry: false })?.isSymbolicLink() ?? false;
    if (by === "call" && !paths.some(isLink)) {
      await touched(`s${at}`, "before", paths);
      apply(dir, change);
      // A call that makes a link leads where it leads only afterwards.
      if (change.kind === "link") await look("", "scan");
      else await touched(`s${at}`, "after", paths);
    } else if (by === "shell") {
      await look("", "scan");
      apply(dir, change);
      await look(`s${at}`, "scan");
    } else if (by === "person") apply(dir, change);
    else await look("", "scan");
  }
  return { run, models };
}

test("the files at any event are those that were captured, whatever was done (1,000 traces)", async () => {
  await fc.assert(
    fc.asyncProperty(trace, async (moves) => {
      const { run, models } = await play(moves);
      for (const [at, model] of models.entries()) {
        const { entries, digest } = treeAt(past, run, at + 1);
        const found = new Map([...entries].map(([path, one]) => [path, textOf(one)]));
        expect([...found]).toEqual([...model].toSorted(([a], [b]) => (a < b ? -1 : 1)));
        const words = JSON.stringify([...found]);
        expect(digests.get(words) ?? digest).toBe(digest);
        digests.set(words, digest);
      }
      rmSync(join(top, "work", run), { recursive: true, force: true });
    }),
    { numRuns: 1000 },
  );
  expect(new Set(digests.values()).size).toBe(digests.size);
}, 60_000);

test("what the calls of a run changed, taken back, gives the files before it (200 traces)", async () => {
  await fc.assert(
    fc.asyncProperty(trace, async (moves) => {
      // Nobody but the run's own calls.
      const own = moves.map(
        (move) => ({ ...move, by: move.by === "call" ? move.by : "shell" }) as Move,
      );
      const { run, models } = await play(own.filter(({ change }) => change.kind !== "link"));
      const last = new Map(models.at(-1));
      for (const { path, before, after } of changesOf(past, run, 0)) {
        if (path.split("/").includes("node_modules")) continue;
        expect(last.get(path)).toBe(after.kind === "absent" ? undefined : textOf(after));
        if (before.kind === "absent") last.delete(path);
        else last.set(path, textOf(before));
      }
      const sorted = (model: Model) => [...model].toSorted(([a], [b]) => (a < b ? -1 : 1));
      expect(sorted(last)).toEqual(sorted(models[0]!));
      rmSync(join(top, "work", run), { recursive: true, force: true });
    }),
    { numRuns: 200 },
  );
}, 60_000);
