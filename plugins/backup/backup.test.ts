import { describe, expect, test } from "bun:test";
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
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
} from "../../bench/archive/backup-house.ts";
import { fillWithRuns } from "../../bench/replay/ledger-file.ts";
import { newHome, openHouse } from "../../bench/support/kernel.ts";
import { temporaryFolder } from "../../bench/support/test-folder.ts";
import { verify } from "../../bench/support/verify.ts";
import { restoreHome } from "./restore-home.ts";
import { verifyBackup } from "./verify-backup.ts";

describe("a backup", () => {
  test("taken while events are being written is one moment of them, and verifies when restored", async () => {
    const [house, run] = await houseWithRun();
    await using _ = house;
    const subject = "tenant/default";
    const branch = `${subject}@${house.kernel.ledger.origin}`;
    let isOver = false;
    const writing = (async () => {
      for (let n = 0; !isOver; n++) {
        const data = { run: `${n} ${"x".repeat(n % 9000)}` };
        const draft = { subject, branch, type: "run.removed", actor: "person", data };
        await house.kernel.ledger.append([draft, draft]);
        await new Promise(setImmediate);
      }
    })();
    await Bun.sleep(30);
    const dir = placeFor();
    const before = house.kernel.ledger.lastRow();
    const { tenants } = await backup(house, dir);
    isOver = true;
    await writing;
    const last = house.kernel.ledger.lastRow();
    const [tenant] = tenants;
    expect(tenant!.events).toBeGreaterThanOrEqual(before);
    expect(tenant!.events).toBeLessThan(last);

    using place = newHome();
    await restoreHome(order(dir, join(place.path, "home")));
    await using restored = await openHouse({ home: place.path });
    expect(verify(restored.kernel.ledger)).toMatchObject({ ok: true });
    const all = [...house.kernel.ledger.query({ limit: tenant!.events })];
    const again = [...restored.kernel.ledger.query({ limit: tenant!.events })];
    expect(again).toEqual(all);
    expect(all.at(-1)).toMatchObject({ oseq: tenant!.head.oseq });
    expect(restored.state(run)).toEqual(house.state(run));
  });

  test("taken while runs go to the archive has each of them once", async () => {
    const [house] = await houseWithRun();
    await using _ = house;
    const runs = await fillWithRuns(house.kernel.ledger, 6000);
    const dir = placeFor();
    const archiving = house.call("runs.archive", { olderThanSeconds: 0 });
    await backup(house, dir);
    await archiving;
    using place = newHome();
    await restoreHome(order(dir, join(place.path, "home")));
    await using restored = await openHouse({ home: place.path });
    const { ledger } = restored.kernel;
    expect(verify(ledger)).toMatchObject({ ok: true });
    const listed = ledger.branches({ subjectPrefix: "run/" }).map(({ id }) => id);
    expect(listed).toHaveLength(new Set(listed).size);
    expect(listed).toEqual(expect.arrayContaining(runs));
    for (const run of runs)
      expect([...ledger.readBranch(run)]).toEqual([...house.kernel.ledger.readBranch(run)]);
  });

  test("has the archive, the skills and the settings in it", async () => {
    const [house, run] = await houseWithRun();
    await using _ = house;
    const skills = join(homeOf(house), "tenants/default/skills/mine");
    mkdirSync(skills, { recursive: true });
    writeFileSync(join(skills, "SKILL.md"), "my skill");
    writeFileSync(join(homeOf(house), "config.json"), '{"run": {"callsPerMinute": 7}}');
    writeFileSync(join(homeOf(house), "stray.txt"), "whose?");
    await house.call("runs.archive", { olderThanSeconds: 0 });
    const dir = placeFor();
    const manifest = await backup(house, dir);
    expect(manifest.leftOut).toEqual(["stray.txt"]);
    using place = newHome();
    await restoreHome(order(dir, join(place.path, "home")));
    expect(
      readFileSync(join(place.path, "home/tenants/default/skills/mine/SKILL.md"), "utf8"),
    ).toBe("my skill");
    await using restored = await openHouse({ home: place.path });
    expect(restored.state(run)).toEqual(house.state(run));
    expect(verify(restored.kernel.ledger)).toMatchObject({ ok: true });
  });

  test("has no secret in it unless that is asked for, and then for its owner only", async () => {
    const [house] = await houseWithRun();
    await using _ = house;
    const home = homeOf(house);
    const config = {
      servers: {
        mail: {
          command: "mail",
          args: ["--api-key=hidden-in-args", "--port", "25", "--token", "hidden-after-flag"],
          env: { MAIL_KEY: "hidden-in-env" },
        },
      },
      models: { ollama: { url: "http://me:hidden-in-url@models.example" } },
    };
    writeFileSync(join(home, "config.json"), JSON.stringify(config));
    const key = readFileSync(join(home, "tenants/default/origin.key"), "utf8").split("\n")[1]!;
    const dir = placeFor();
    const { withheld, secrets } = await backup(house, dir);
    expect(secrets).toBe(false);
    expect(withheld.toSorted()).toEqual([
      "models.ollama.url",
      "servers.mail.args[0]",
      "servers.mail.args[4]",
      "servers.mail.env.MAIL_KEY",
      "tenants/default/origin.key",
    ]);
    for (const secret of [key, "hidden-"]) expect(isAnywhere(dir, secret)).toBe(false);
    expect(JSON.parse(readFileSync(join(dir, "home/config.json"), "utf8"))).toEqual({
      servers: {
        mail: {
          command: "mail",
          args: [
            "--api-key=withheld:servers.mail.args[0]",
            "--port",
            "25",
            "--token",
            "withheld:servers.mail.args[4]",
          ],
          env: { MAIL_KEY: "withheld:servers.mail.env.MAIL_KEY" },
        },
      },
      models: { ollama: { url: "http://withheld@models.example" } },
    });
    const whole = placeFor();
    const { tenants } = await backup(house, whole, true);
    expect(tenants).toMatchObject([{ hasKey: true }]);
    for (const secret of [key, "hidden-in-env"]) expect(isAnywhere(whole, secret)).toBe(true);
    expect(statSync(join(whole, "home/tenants/default/origin.key")).mode & 0o777).toBe(0o600);
    expect(statSync(join(whole, "home")).mode & 0o777).toBe(0o700);
  });

  test("never takes the place of anything", async () => {
    const [house] = await houseWithRun();
    await using _ = house;
    const dir = placeFor();
    await backup(house, dir);
    expect(await backup(house, dir).catch(String)).toContain("holds a backup already");
    const full = temporaryFolder();
    writeFileSync(join(full, "mine.txt"), "mine");
    expect(await backup(house, full).catch(String)).toContain("is not empty");
    expect(readdirSync(full)).toEqual(["mine.txt"]);
    const inside = join(homeOf(house), "backup");
    expect(await backup(house, inside).catch(String)).toContain("lies in the home itself");
    expect(await backup(house, "relative").catch(String)).toContain("absolute path");
  });

  test("that was killed is no backup, and says so", async () => {
    const [house] = await houseWithRun("x".repeat(300_000));
    await house.close();
    const home = homeOf(house);
    mkdirSync(join(home, "tenants/default/skills/large"), { recursive: true });
    for (let n = 0; n < 300; n++)
      writeFileSync(join(home, `tenants/default/skills/large/${n}`), "y".repeat(200_000));
    let halves = 0;
    for (let round = 0; round < 4; round++) {
      const dir = placeFor();
      const program = `import { writeBackup } from ${JSON.stringify(join(import.meta.dir, "write-backup.ts"))};
        console.log("ready");
        writeBackup(${JSON.stringify({ home, to: dir, withSecrets: false, checkpoints: null, program: "" })});`;
      const child = Bun.spawn([process.execPath, "-e", program], { stdout: "pipe" });
      await child.stdout.getReader().read();
      await Bun.sleep(10 + round * 20);
      child.kill("SIGKILL");
      await child.exited;
      if (!existsSync(dir) || existsSync(join(dir, "manifest.json"))) continue;
      halves += 1;
      expect(() => verifyBackup(dir)).toThrow(/not completed|no backup/);
      using place = newHome();
      const refused = await restoreHome(order(dir, join(place.path, "home"))).catch(String);
      expect(refused).toMatch(/not completed|no backup/);
      expect(existsSync(join(place.path, "home"))).toBe(false);
    }
    expect(halves).toBeGreaterThan(0);
    await house[Symbol.asyncDispose]();
  }, 30_000);

  test.skipIf(!canMount)("on a full disk fails with the reason and leaves nothing", async () => {
    const [house] = await houseWithRun();
    await using _ = house;
    await onSmallDisk(async (disk) => {
      const failed = await backup(house, join(disk, "backup")).catch((error: unknown) => error);
      expect(failed).toMatchObject(FULL);
      expect(readdirSync(disk)).toEqual([]);
    });
  });
});

/** Does any file below the folder hold these bytes? */
function isAnywhere(folder: string, bytes: string): boolean {
  const names = readdirSync(folder, { recursive: true, withFileTypes: true });
  return names.some(
    (entry) => entry.isFile() && readFileSync(join(entry.parentPath, entry.name)).includes(bytes),
  );
}
