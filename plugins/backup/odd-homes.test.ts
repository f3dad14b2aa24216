import { expect, test } from "bun:test";
import {
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";

import { backup, homeOf, houseWithRun, order, placeFor } from "../../bench/archive/backup-house.ts";
import { newHome, openHouse } from "../../bench/support/kernel.ts";
import { temporaryFolder } from "../../bench/support/test-folder.ts";
import { verify } from "../../bench/support/verify.ts";
import { restoreHome } from "./restore-home.ts";
import { writeBackup } from "./write-backup.ts";

const tenantOf = (home: string) => join(home, "tenants/default");

function put(...at: readonly string[]): void {
  const path = join(...at);
  mkdirSync(join(path, ".."), { recursive: true });
  writeFileSync(path, "somebody's");
}

test("a skill is in a backup whole, whatever its files are called", async () => {
  const [house] = await houseWithRun();
  await using _ = house;
  const skills = join(tenantOf(homeOf(house)), "skills");
  const names = ["kernel.tools/SKILL.md", "fine/events.json", "fine/kernel.md", "fine/x.new"];
  names.push("fine-journal/SKILL.md", "fine/note", "fine/note-wal");
  for (const name of names) put(skills, name);
  put(skills, ".adding-abc123", "half.md");
  const dir = placeFor();
  expect((await backup(house, dir)).leftOut).toEqual([]);
  const copied = join(tenantOf(join(dir, "home")), "skills");
  for (const name of names) expect(existsSync(join(copied, name))).toBe(true);
  expect(readdirSync(copied).toSorted()).toEqual(["fine", "fine-journal", "kernel.tools"]);
});

test("what nobody knows is left out and named, in tenants/ too", async () => {
  const [house] = await houseWithRun();
  await using _ = house;
  const home = homeOf(house);
  const mine = ["events.csv", "kernel.notes", "tenants/.DS_Store"];
  for (const name of mine) put(home, name);
  expect((await backup(house, placeFor())).leftOut.toSorted()).toEqual(mine);
});

test("what is made anew is neither copied nor named, and what a person put there is named", async () => {
  const [house] = await houseWithRun();
  await using _ = house;
  const tenant = tenantOf(homeOf(house));
  mkdirSync(join(tenant, "restoring"), { recursive: true });
  for (const name of ["tree.blocks", "otlp-cursor.json", "index/vectors.db"]) put(tenant, name);
  expect((await backup(house, placeFor())).leftOut).toEqual([]);
  const mine = ["index/mine.txt", "notes-journal/a.md", "restoring/mine.txt"];
  for (const name of mine) put(tenant, name);
  Bun.spawnSync(["mkfifo", join(tenant, "token"), join(homeOf(house), "secret")]);
  const { leftOut } = await backup(house, placeFor(), true);
  const named = ["index/mine.txt", "notes-journal", "restoring/mine.txt", "token"];
  expect(leftOut).toEqual(["secret", ...named.map((name) => `tenants/default/${name}`)]);
});

test("an archive on another disk is in a backup, and lies in the home that is restored", async () => {
  const [house, run] = await houseWithRun();
  await house.call("runs.archive", { olderThanSeconds: 0 });
  const state = house.state(run);
  const [tenant, disk] = [tenantOf(homeOf(house)), temporaryFolder()];
  renameSync(join(tenant, "archive"), join(disk, "archive"));
  symlinkSync(join(disk, "archive"), join(tenant, "archive"));
  put(disk, "elsewhere", "note.md");
  put(tenant, "skills", "mine", "SKILL.md");
  symlinkSync(join(disk, "elsewhere"), join(tenant, "skills", "mine", "deep"));
  symlinkSync(homeOf(house), join(tenant, "skills", "round"));
  const dir = placeFor();
  const { entries, leftOut } = await backup(house, dir);
  await house[Symbol.asyncDispose]();
  expect(entries.map(({ name }) => name)).toContain("home/tenants/default/archive/000001.parquet");
  expect(leftOut).toEqual(["mine/deep", "round"].map((name) => `tenants/default/skills/${name}`));
  using place = newHome();
  await restoreHome(order(dir, `${join(place.path, "home")}/`));
  expect(lstatSync(join(tenantOf(join(place.path, "home")), "archive")).isDirectory()).toBe(true);
  await using restored = await openHouse({ home: place.path });
  expect(restored.state(run)).toEqual(state);
  expect(verify(restored.kernel.ledger)).toMatchObject({ ok: true });
});

test("of a folder that serves several homes only the own checkpoints are in a backup", async () => {
  const [house] = await houseWithRun();
  await using _ = house;
  const checkpoints = temporaryFolder();
  const own = `default@${house.kernel.ledger.origin}.checkpoints`;
  for (const name of [own, "default@other.checkpoints", "photo.jpg", "photos/p.jpg"])
    put(checkpoints, name);
  const dir = placeFor();
  const home = homeOf(house);
  writeBackup({ home, to: dir, withSecrets: false, checkpoints, program: "1" });
  expect(readdirSync(join(dir, "checkpoints"))).toEqual([own]);
});

test("everything that a home may hold is kept, made anew, or named with the reason", async () => {
  const [house] = await houseWithRun();
  await using _ = house;
  const home = homeOf(house);
  const checkpoint = `python/checkpoints/${"0a".repeat(32)}`;
  const kept = ["connections/cursor-1.json", checkpoint];
  const secret = [
    "connections/cursor-1.before.secret",
    "secrets.age",
    "secrets.key",
    "secrets.json",
    "token",
    "tokens.json",
  ];
  const anew = [
    "http.json",
    "program.json",
    "tokens.json.new",
    "secrets.age.new",
    "tenants/default/wire/1700000000000-0a1b2c3d.jsonl",
    "tenants/default/wire/1600000000000-0a1b2c3d.jsonl.zst",
    "tenants/default/manifests/memory.json",
    "tenants/default/index/vectors.db",
    "tenants/default/otlp-cursor.json",
    "tenants/default/tree.blocks",
  ];
  const fetched = ["packages/a/package.json", "python/wheels/a.whl", "python/checkpoints/mine"];
  const stray = ["tenants/default/wire/mine.txt", "tenants/default/manifests/mine.txt", "mine.txt"];
  for (const name of [...kept, ...secret, ...anew, ...stray, ...fetched]) put(home, name);
  mkdirSync(join(tenantOf(home), "empty"), { recursive: true });
  const dir = placeFor();
  const { entries, withheld, leftOut } = await backup(house, dir);
  const names = entries.map(({ name }) => name);
  for (const name of kept) expect(names).toContain(`home/${name}`);
  for (const name of [...secret, ...anew, ...stray]) expect(names).not.toContain(`home/${name}`);
  expect(withheld.toSorted()).toEqual([...secret, "tenants/default/origin.key"].toSorted());
  expect(leftOut.toSorted()).toEqual([
    "mine.txt",
    "packages (programs of servers: glassbox mcp import fetches them anew)",
    "python (packages and warm starts of programs: glassbox python add fetches them anew)",
    ...stray.slice(0, 2).toSorted(),
  ]);
  const full = await backup(house, placeFor(), true);
  const all = full.entries.map(({ name }) => name);
  expect(all).toEqual(expect.arrayContaining([...kept, ...secret].map((name) => `home/${name}`)));
});

test("secrets in the settings are withheld however they are given", async () => {
  const [house] = await houseWithRun();
  await using _ = house;
  const args: Record<string, readonly string[]> = {
    docker: ["run", "-e", "GITHUB_PERSONAL_ACCESS_TOKEN=hidden-1", "-p", "8080:80", "ghcr.io/x"],
    pg: ["server-postgres", "postgresql://user:hidden-2@db/x"],
    header: ["https://x/mcp", "--header", "Authorization: Bearer hidden-3"],
    query: ["https://x/mcp?page=2&api_key=hidden-4"],
    mysql: ["-phidden-5", "--pass", "hidden-6", "--pat", "hidden-7", "--auth=hidden-8"],
    shell: ["-c", "API_KEY=hidden-9 exec x", "--json={'token': 'hidden-a b'}"],
    maker: ["sk-hidden-b-0123456789", "-p8080:80", "--port", "25", "--path", "/data/notes"],
  };
  const servers = Object.fromEntries(
    Object.entries(args).map(([name, each]) => [name, { command: "npx", args: each }]),
  );
  const command = { command: "sh -c 'TOKEN=hidden-c x'", args: [] };
  const models = { openai: { url: "https://x/v1?key=hidden-d" } };
  const config = { servers: { ...servers, command }, models };
  writeFileSync(join(homeOf(house), "config.json"), JSON.stringify(config));
  const dir = placeFor();
  const { withheld } = await backup(house, dir);
  const text = readFileSync(join(dir, "home/config.json"), "utf8");
  expect(text.match(/hidden-./g)).toBeNull();
  for (const kept of ["8080:80", "-p8080:80", "/data/notes", "page=2", "ghcr.io/x", "25"])
    expect(text).toContain(kept);
  expect(withheld.filter((name) => !name.startsWith("tenants/")).toSorted()).toEqual([
    "models.openai.url",
    "servers.command.command",
    "servers.docker.args[2]",
    "servers.header.args[2]",
    "servers.maker.args[0]",
    "servers.mysql.args[0]",
    "servers.mysql.args[2]",
    "servers.mysql.args[4]",
    "servers.mysql.args[5]",
    "servers.pg.args[1]",
    "servers.query.args[0]",
    "servers.shell.args[1]",
    "servers.shell.args[2]",
  ]);
});
