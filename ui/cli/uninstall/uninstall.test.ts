import { afterAll, beforeEach, describe, expect, setDefaultTimeout, test } from "bun:test";
import {
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  renameSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";

import { kernelPids, type TestHome, testHome } from "../../socket/testing.ts";
import { READ } from "../testing.ts";

setDefaultTimeout(60_000);

const homes: TestHome[] = [];
let top: string;
let here: TestHome;
beforeEach(() => {
  here = another();
  top = here.env["HOME"]!;
});
afterAll(async () => {
  for (const home of homes) await home[Symbol.asyncDispose]();
});

function another(): TestHome {
  const home = testHome();
  homes.push(home);
  return home;
}

/** A run puts a signed checkpoint beside the ledger when the kernel leaves, at the latest. */
async function work(home: TestHome, env: Record<string, string> = {}): Promise<void> {
  writeFileSync(join(home.dir, "note.md"), "hello\n");
  const done = await home.run(["run", "count", "--plan", home.plan("read", READ)], { env });
  expect(done.stderr + done.exitCode).toEndWith("0");
}

interface Said {
  readonly removed: readonly string[];
  readonly kept: readonly string[];
}

async function uninstall(flags: readonly string[], env: Record<string, string> = {}) {
  const ended = await here.run(["uninstall", "--yes", "--json", ...flags], { env });
  expect(ended.stderr).toBe("");
  return JSON.parse(ended.stdout).data as Said;
}

function put(...at: readonly string[]): string {
  const path = join(...at);
  mkdirSync(join(path, ".."), { recursive: true });
  writeFileSync(path, "somebody's");
  return path;
}

describe("uninstall --purge", () => {
  test("removes a home and the folder that was made for its checkpoints, whole", async () => {
    await work(here);
    const { removed, kept } = await uninstall(["--purge"]);
    expect(removed).toContain(here.home);
    expect(kept).toEqual([]);
    expect(existsSync(here.home)).toBe(false);
    expect(existsSync(join(top, ".local/state/glassbox"))).toBe(false);
    expect(kernelPids(here.home)).toEqual([]);
  });

  test("takes its own checkpoints out of a folder that it shares, and nothing else", async () => {
    const usb = join(top, "usb");
    const photo = put(usb, "photos", "p.jpg");
    const other = another();
    const namesAfter = async (home: TestHome) => {
      expect((await home.run(["config", "set", "proof.checkpoints", usb])).exitCode).toBe(0);
      await work(home);
      expect((await home.run(["uninstall", "--yes"])).exitCode).toBe(0);
      return readdirSync(usb).filter((name) => name !== "photos");
    };
    const theirs = await namesAfter(other);
    expect(theirs).toHaveLength(1);
    expect(await namesAfter(here)).toHaveLength(2);
    const { removed, kept } = await uninstall(["--purge"]);
    expect(readdirSync(usb).toSorted()).toEqual([...theirs, "photos"].toSorted());
    expect(existsSync(photo)).toBe(true);
    expect(kept).toEqual([]);
    expect(removed).not.toContain(usb);
    expect(removed.filter((path) => path.startsWith(usb))).toHaveLength(1);
  });

  test("leaves and names what somebody has put into the home", async () => {
    await work(here);
    const tenant = join(here.home, "tenants", "default");
    const mine = [
      put(here.home, "events.csv"),
      put(here.home, "kernel.notes"),
      put(here.home, "kernel.log.2", "x"),
      put(here.home, "tenants", "mine.txt"),
      put(here.home, "tenants", "photos", "p.jpg"),
      put(tenant, "ledger.db.bak"),
      put(tenant, "archive", "notes.parquet"),
      put(tenant, "skills", "notes", "todo.md"),
    ];
    put(tenant, "archive", "000001.parquet");
    put(tenant, "skills", "water", "SKILL.md");
    const { kept } = await uninstall(["--purge"]);
    const files = readdirSync(here.home, { recursive: true, withFileTypes: true });
    const left = files.filter((entry) => !entry.isDirectory());
    expect(left.map((entry) => join(entry.parentPath, entry.name)).toSorted()).toEqual(
      mine.toSorted(),
    );
    for (const path of mine)
      expect(kept.some((one) => path === one || path.startsWith(`${one}/`))).toBe(true);
  });

  test("removes the home that a link leads to, and the link", async () => {
    const [real, link] = [join(top, "real"), join(top, "link")];
    mkdirSync(real);
    symlinkSync(real, link);
    const env = { GLASSBOX_HOME: link };
    await work(here, env);
    const note = put(real, "mine.txt");
    const { removed, kept } = await uninstall(["--purge"], env);
    expect(readdirSync(real)).toEqual(["mine.txt"]);
    expect(lstatSync(link, { throwIfNoEntry: false })).toBeUndefined();
    expect(removed).toContain(link);
    expect(kept).toEqual([note]);
  });

  test("follows no link in the home, and says where one of its own leads", async () => {
    await work(here);
    await here.run(["uninstall", "--yes"]);
    const tenant = join(here.home, "tenants", "default");
    const segment = put(top, "disk", "archive", "000001.parquet");
    symlinkSync(join(top, "disk", "archive"), join(tenant, "archive"));
    const skill = put(top, "source", "SKILL.md");
    symlinkSync(join(top, "source"), join(tenant, "skills", "linked"));
    const { kept } = await uninstall(["--purge"]);
    expect([existsSync(segment), existsSync(skill)]).toEqual([true, true]);
    expect(kept).toContain(join(top, "disk", "archive"));
    expect(kept).toContain(join(tenant, "skills", "linked"));
    expect(readdirSync(tenant)).toEqual(["skills"]);
  });

  test("touches no folder that is not a home", async () => {
    const folder = join(top, "project");
    const files = ["home.json", "config.json", "kernel.log", "tenants/default/ledger.db"];
    for (const name of files) put(folder, name);
    const { removed } = await uninstall(["--purge"], { GLASSBOX_HOME: folder });
    expect(removed).toEqual([]);
    for (const name of files) expect(existsSync(join(folder, name))).toBe(true);
  });

  test("names the homes of before that lie beside it", async () => {
    await work(here);
    const before = `${here.home}.before-20260101-000000-0123abcd`;
    put(before, "home.json");
    put(`${here.home}.backup`, "x");
    expect((await uninstall(["--purge"])).kept).toEqual([before]);
    expect(existsSync(join(before, "home.json"))).toBe(true);
  });
});

describe("uninstall", () => {
  test("removes of the cache what the launcher put there, and never the home in it", async () => {
    const cache = join(top, ".cache", "glassbox");
    const home = join(cache, "bun-1.4.5.stage", "home");
    const env = { GLASSBOX_HOME: home };
    await work(here, env);
    put(cache, "bun-1.4.5", "bun");
    put(cache, "bun-1.4.4.stage", "node_modules", "bun", "package.json");
    put(cache, "bun-1.4.4.lock");
    put(cache, "notes", "mine.txt");
    const { removed, kept } = await uninstall([], env);
    expect(readdirSync(cache).toSorted()).toEqual(["bun-1.4.5.stage", "notes"]);
    expect(existsSync(join(home, "tenants", "default", "ledger.db"))).toBe(true);
    expect(kept).toContain(home);
    expect(removed.toSorted()).toEqual(
      ["bun-1.4.4.lock", "bun-1.4.4.stage", "bun-1.4.5"].map((name) => join(cache, name)),
    );
  });

  test("does not take for a socket whatever the home's link says is one", async () => {
    const home = join(top, "long".repeat(25), "home");
    const env = { GLASSBOX_HOME: home };
    await work(here, env);
    await uninstall([], env);
    const precious = join(top, "precious");
    put(precious, "p.jpg");
    symlinkSync(precious, join(home, "kernel.sock"));
    renameSync(join(home, "kernel.lock"), join(top, "lock"));
    await uninstall([], env);
    expect(readdirSync(precious)).toEqual(["p.jpg"]);
  });
});
