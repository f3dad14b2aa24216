import { Database } from "bun:sqlite";
import { expect, setDefaultTimeout, test } from "bun:test";
import { join } from "node:path";

import { writeOverdueRun } from "../../../bench/replay/overdue-run.ts";
import { exportedLines, fileOf, importInto } from "../../../bench/support/exports.ts";
import { type House, newHome, openHouse } from "../../../bench/support/kernel.ts";
import { restoreHome } from "../../backup/restore-home.ts";
import { systemClock } from "../../house/clock.ts";
import { randomIds } from "../../house/ids.ts";
import { originPublicKey } from "../../house/origin-key.ts";
import type { Verdict } from "./verdict.ts";

// Several houses, on a machine that may be busy.
setDefaultTimeout(60_000);

const verdictOf = async (house: House) =>
  (await house.call("ledger.verify", {})) as unknown as Verdict;

/** `other` is restored from a backup of `place` that has no key and holds the run `early`. */
async function restoreWithoutKey(house: House, from: string, other: string): Promise<void> {
  await writeOverdueRun(house.kernel.ledger, "early", 3);
  await house.call("home.backup", { dir: from, withSecrets: false });
  await restoreHome({
    from,
    home: join(other, "home"),
    force: false,
    lock: () => ({ release() {} }),
    checkpoints: () => null,
    writer: { clock: systemClock, ids: randomIds, publicKey: originPublicKey },
  });
}

test("a chain from before a restore without its key is this home's own, also once its old home hands on more of it", async () => {
  using place = newHome();
  using other = newHome();
  await using old = await openHouse({ home: place.path, isBare: true });
  await restoreWithoutKey(old, join(place.path, "backup"), other.path);
  await writeOverdueRun(old.kernel.ledger, "between", 3);
  await writeOverdueRun(old.kernel.ledger, "late", 3);
  const path = fileOf(old, await exportedLines(old, "late"), false);

  const house = await openHouse({ home: other.path, isBare: true });
  await importInto(house, path);
  expect(house.state("late").outcome).toBe("done");
  expect(await verdictOf(house)).toMatchObject({ ok: true, faults: [], origins: 2 });
  await house.close();

  const [goal, late] = ["early", "late"].map((run) =>
    old.events(run).find(({ type }) => type === "goal.set")!,
  );
  const db = new Database(join(other.path, "home/tenants/default/ledger.db"));
  db.run("update events set data = null, salt = null, erased = 1 where id = ?", [goal!.id]);
  db.run("update events set hash = datahash where id = ?", [late!.id]);
  db.close();
  await using again = await openHouse({ home: other.path, isBare: true });
  const { faults } = await verdictOf(again);
  const origin = goal!.source;
  expect(faults).toContainEqual({
    oseq: goal!.oseq,
    origin,
    what: "the payload was erased, and nobody asked for it",
  });
  // What came after what the backup held is vouched for by the import alone.
  expect(faults).toContainEqual({
    oseq: late!.oseq,
    origin,
    what: "is in no signed tree that came with an import",
  });
});
