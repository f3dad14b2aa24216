import { describe, expect, test } from "bun:test";
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";

import {
  backup,
  canMount,
  FULL,
  homeOf,
  houseWithRun,
  onSmallDisk,
  order,
  placeFor,
  READ,
} from "../../bench/archive/backup-house.ts";
import { newHome, openHouse } from "../../bench/support/kernel.ts";
import { temporaryFolder } from "../../bench/support/test-folder.ts";
import { verify } from "../../bench/support/verify.ts";
import { checkedLedger, ledgerState } from "./ledger-state.ts";
import { restoreHome } from "./restore-home.ts";
import { writeBackup } from "./write-backup.ts";

describe("a changed backup is refused and nothing is touched", () => {
  const changes: Record<string, (dir: string) => void> = {
    "a byte of the ledger": (dir) => flip(join(dir, "home/tenants/default/ledger.db"), 9000),
    "a byte of a skill": (dir) => flip(join(dir, "home/tenants/default/skills/s"), 0),
    "a file that is gone": (dir) => Bun.spawnSync(["rm", join(dir, "home/home.json")]),
    "a file that came": (dir) => writeFileSync(join(dir, "home/tenants/default/x.db"), ""),
    "another head": (dir) => edit(dir, (text) => text.replace(/"oseq": (\d+)/, '"oseq": 3')),
    "a name that leads out": (dir) => edit(dir, (text) => text.replace("home/home.json", "../x")),
    "a link, and a file behind it": (dir) => {
      mkdirSync(join(dir, "outside"));
      symlinkSync("../../../outside", join(dir, "home/tenants/default/link"));
      writeFileSync(join(dir, "outside/keys"), "a key");
      const sha256 = new Bun.CryptoHasher("sha256").update("a key").digest("hex");
      const file = { kind: "file", bytes: 5, sha256, mode: 0o600 };
      const name = "home/tenants/default/link";
      add(dir, { kind: "link", name, to: "../../../outside" });
      for (const at of ["outside/keys", `${name}/keys`]) add(dir, { ...file, name: at });
    },
    "a file behind a link that it does not name": (dir) => {
      const [skills, outside] = [
        join(dir, "home/tenants/default/skills"),
        join(dir, "checkpoints"),
      ];
      renameSync(skills, outside);
      symlinkSync(outside, skills);
    },
    "a file beside the home": (dir) => {
      cpSync(join(dir, "home/home.json"), join(dir, "elsewhere/home.json"));
      const { entries } = JSON.parse(readFileSync(join(dir, "manifest.json"), "utf8"));
      const stamp = entries.find(({ name }: { name: string }) => name === "home/home.json");
      add(dir, { ...stamp, name: "elsewhere/home.json" });
    },
    "a tenant that leads out": (dir) =>
      edit(dir, (text) => text.replace(/"name": "default"/, '"name": "../tenants/default"')),
    "a mode that others may use": (dir) =>
      edit(dir, (text) => text.replace(/"mode": \d+/, '"mode": 2541')),
    "a mode that others may read by": (dir) =>
      edit(dir, (text) => text.replace(/"mode": \d+/, `"mode": ${0o444}`)),
    "a file that is named twice": (dir) =>
      edit(dir, (text) => {
        const manifest = JSON.parse(text) as { entries: object[] };
        return JSON.stringify({ ...manifest, entries: [...manifest.entries, manifest.entries[0]] });
      }),
    "a ledger that nobody looked at": (dir) =>
      edit(dir, (text) => JSON.stringify({ ...(JSON.parse(text) as object), tenants: [] })),
    "a key that is not there": (dir) =>
      edit(dir, (text) => text.replace('"hasKey": false', '"hasKey": true')),
    "no JSON": (dir) => edit(dir, (text) => text.slice(9)),
  };
  test.each(Object.entries(changes))("%s", async (_name, change) => {
    using place = newHome();
    await using house = await openHouse({ home: place.path });
    writeFileSync(join(place.path, "home", "home.json"), '{"version":1}');
    mkdirSync(join(place.path, "home/tenants/default/skills"), { recursive: true });
    writeFileSync(join(place.path, "home/tenants/default/skills/s"), "a skill");
    const dir = placeFor();
    await backup(house, dir);
    change(dir);
    using target = newHome();
    const home = join(target.path, "home");
    const failed = await restoreHome(order(dir, home)).catch((error: unknown) => error);
    expect(failed).toMatchObject({
      code: "ledger",
      message: expect.stringContaining("does not hold"),
    });
    expect(readdirSync(target.path)).toEqual([]);
  });
});

describe("restoring", () => {
  test("without its key a new chain goes on beside the old one, and both verify", async () => {
    const [house, run] = await houseWithRun();
    await using _ = house;
    const dir = placeFor();
    await backup(house, dir);
    using place = newHome();
    const { newOrigins } = await restoreHome(order(dir, join(place.path, "home")));
    await using restored = await openHouse({ home: place.path });
    const { ledger } = restored.kernel;
    expect(newOrigins).toEqual([ledger.origin]);
    expect(ledger.origin).not.toBe(house.kernel.ledger.origin);
    const own = [...ledger.sealed({ origin: `/default/${ledger.origin}` })];
    expect(own.slice(0, 3).map(({ type, oseq }) => `${oseq} ${type}`)).toEqual([
      "1 origin.opened",
      "2 backup.restored",
      "3 kernel.started",
    ]);
    expect(verify(ledger)).toMatchObject({ ok: true, origins: 2 });
    writeFileSync(join(restored.dir, "note.md"), "again\n");
    expect(await restored.run(READ)).toMatchObject({ answer: "again" });
    expect(restored.state(run)).toEqual(house.state(run));
  });

  test("with its key the same chain goes on", async () => {
    const [house] = await houseWithRun();
    await using _ = house;
    const dir = placeFor();
    await backup(house, dir, true);
    using place = newHome();
    const { newOrigins } = await restoreHome(order(dir, join(place.path, "home")));
    await using restored = await openHouse({ home: place.path });
    expect(newOrigins).toEqual([]);
    expect(restored.kernel.ledger.origin).toBe(house.kernel.ledger.origin);
    expect(verify(restored.kernel.ledger)).toMatchObject({ ok: true, origins: 1 });
  });

  test("a home with newer events stays unless it may be put aside; a living one always stays", async () => {
    const [house] = await houseWithRun();
    const dir = placeFor();
    await backup(house, dir);
    const home = homeOf(house);
    writeFileSync(join(home, "home.json"), '{"version":1}');
    const alive = restoreHome(order(dir, home, { lock: () => null, force: true }));
    expect(await alive.catch(String)).toContain("a kernel is at work");
    const { run } = await house.run(READ);
    await house.close();
    const copy = temporaryFolder();
    cpSync(home, copy, { recursive: true });
    const refused = await restoreHome(order(dir, home)).catch((error: unknown) => error);
    expect(refused).toMatchObject({ code: "conflict", message: expect.stringContaining("events") });
    const same = (name: string) =>
      readFileSync(join(home, name)).equals(readFileSync(join(copy, name)));
    expect(same("tenants/default/ledger.db")).toBe(true);

    const { aside } = await restoreHome(order(dir, home, { force: true }));
    expect(readFileSync(join(aside!, "tenants/default/ledger.db"))).toEqual(
      readFileSync(join(copy, "tenants/default/ledger.db")),
    );
    const again = await openHouse({ home: house.home });
    expect(again.kernel.ledger.branch(run)).toBeNull();
    await again.close();
    // The restored home has nothing newer than its coming and going but the word of the restore.
    const siblings = readdirSync(house.home).toSorted();
    expect(siblings.filter((name) => name.includes("restoring"))).toEqual([]);
    await house[Symbol.asyncDispose]();
  });

  test.skipIf(!canMount)("on a full disk fails with the reason and leaves nothing", async () => {
    const [house] = await houseWithRun();
    await using _ = house;
    const dir = placeFor();
    await backup(house, dir);
    await onSmallDisk(async (disk) => {
      const failed = restoreHome(order(dir, join(disk, "home")));
      expect(await failed.catch((error: unknown) => error)).toMatchObject(FULL);
      expect(readdirSync(disk)).toEqual([]);
    });
  });

  test("killed at any moment, the home is the old one or the restored one", async () => {
    const [house] = await houseWithRun();
    const [home, dir] = [homeOf(house), placeFor()];
    writeFileSync(join(home, "home.json"), '{"version":1}');
    await backup(house, dir, true);
    await house.run(READ);
    await house.close();
    const head = () => ledgerState(join(home, "tenants/default/ledger.db")).head.hash;
    const old = head();
    const program = join(import.meta.dir, "../../bench/archive/restoring-process.ts");
    const restore = () =>
      Bun.spawn([process.execPath, program, dir, home], { stdout: "pipe", stderr: "ignore" });
    // Later and later, until one was done before it was killed: then from the start again.
    for (let kills = 0, delay = 0; kills < 12;) {
      const before = head();
      const child = restore();
      await child.stdout.getReader().read();
      await Bun.sleep(delay);
      child.kill("SIGKILL");
      await child.exited;
      const isKilled = child.signalCode === "SIGKILL";
      kills += isKilled ? 1 : 0;
      delay = isKilled ? delay + 4 : 0;
      if (!isKilled) expect(head()).not.toBe(before);
      checkedLedger(join(home, "tenants/default/ledger.db"));
      expect(JSON.parse(readFileSync(join(home, "home.json"), "utf8"))).toEqual({ version: 1 });
    }
    expect(await restore().exited).toBe(0);
    expect(head()).not.toBe(old);
    // The home of before is there in any case, under one of two names.
    const kept = readdirSync(house.home).filter((name) => name.startsWith("home"));
    const heads = kept.flatMap((name) => {
      const ledger = join(house.home, name, "tenants/default/ledger.db");
      return existsSync(ledger) && !name.includes("restoring")
        ? [ledgerState(ledger).head.hash]
        : [];
    });
    expect(heads).toContain(old);
    await house[Symbol.asyncDispose]();
  }, 60_000);

  test("checkpoints are only added to", async () => {
    const [house] = await houseWithRun();
    await using _ = house;
    const dir = placeFor();
    const notes = temporaryFolder();
    const name = `default@${house.kernel.ledger.origin}.checkpoints`;
    writeFileSync(join(notes, name), "one\ntwo\n");
    const { home } = { home: homeOf(house) };
    writeBackup({ home, to: dir, withSecrets: false, checkpoints: notes, program: "1" });
    for (const [there, then] of [
      ["one\n", "one\ntwo\n"],
      ["one\ntwo\nthree\n", "one\ntwo\nthree\n"],
      ["other\n", "other\n"],
      [null, "one\ntwo\n"],
    ]) {
      using place = newHome();
      const folder = temporaryFolder();
      const file = join(folder, name);
      if (there !== null) writeFileSync(file, there!);
      await restoreHome(order(dir, join(place.path, "home"), { checkpoints: () => folder }));
      expect(readFileSync(file, "utf8")).toBe(then!);
    }
  });
});

function flip(path: string, at: number): void {
  const bytes = readFileSync(path);
  bytes[at]! ^= 1;
  writeFileSync(path, bytes);
}

function edit(dir: string, change: (text: string) => string): void {
  const path = join(dir, "manifest.json");
  writeFileSync(path, change(readFileSync(path, "utf8")));
}

function add(dir: string, entry: object): void {
  edit(dir, (text) => {
    const manifest = JSON.parse(text) as { entries: object[] };
    return JSON.stringify({ ...manifest, entries: [...manifest.entries, entry] });
  });
}
