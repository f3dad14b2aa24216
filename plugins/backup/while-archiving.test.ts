import { Database } from "bun:sqlite";
import { expect, test } from "bun:test";
import { existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";

import { backup, homeOf, houseWithRun, order, placeFor } from "../../bench/archive/backup-house.ts";
import { fillWithRuns } from "../../bench/replay/ledger-file.ts";
import { newHome, openHouse } from "../../bench/support/kernel.ts";
import { verify } from "../../bench/support/verify.ts";
import { partsOf } from "./parts.ts";
import { restoreHome } from "./restore-home.ts";

const OWN = "tenants/default/ledger.db";

test("a backup made while an archive runs holds what is being archived", async () => {
  const [house] = await houseWithRun();
  await using _ = house;
  const runs = await fillWithRuns(house.kernel.ledger, 600);
  const home = homeOf(house);
  const other = await otherTenantBefore(home);
  const dir = placeFor();

  // Somebody writes to the other ledger: the backup has its list, and waits before it copies ours.
  using held = new Database(join(home, other));
  held.run("begin exclusive");
  const backingUp = backup(house, dir);
  while (!existsSync(join(dir, "home", other, ".."))) await Bun.sleep(5);
  const archived = await house.call<{ segments: unknown[] }>("runs.archive", {
    olderThanSeconds: 0,
  });
  held.run("commit");
  await backingUp;

  expect(archived.segments).toHaveLength(1);
  using place = newHome();
  await restoreHome(order(dir, join(place.path, "home")));
  await using restored = await openHouse({ home: place.path });
  const { ledger } = restored.kernel;
  expect(verify(ledger)).toMatchObject({ ok: true });
  for (const run of runs)
    expect([...ledger.readBranch(run)]).toEqual([...house.kernel.ledger.readBranch(run)]);
});

/** A tenant whose ledger is copied before ours: names are taken in the order in which the folder gives them. */
async function otherTenantBefore(home: string): Promise<string> {
  const [house] = await houseWithRun();
  await using _ = house;
  for (let n = 1; ; n++) {
    const name = `tenants/other-${n}/ledger.db`;
    mkdirSync(join(home, name, ".."));
    using ledger = new Database(join(homeOf(house), OWN), { readonly: true });
    // Without a log beside it, so that one writer keeps every reader waiting.
    ledger.run("vacuum into ?", [join(home, name)]);
    const ledgers = partsOf(home).parts.filter((part) => part.name.endsWith("/ledger.db"));
    if (ledgers.findIndex((part) => part.name === name) < indexOfOwn(ledgers)) return name;
  }
}

function indexOfOwn(ledgers: readonly { readonly name: string }[]): number {
  return ledgers.findIndex(({ name }) => name === OWN);
}
