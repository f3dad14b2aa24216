import { expect, test } from "bun:test";
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

import { verify } from "../support/verify.ts";
import type { LedgerEvent } from "../../kernel/event.ts";
import { initialRunState } from "../../kernel/fold/run-state.ts";
import { foldRun } from "../../kernel/fold/run.ts";
import { openHouse } from "../support/kernel.ts";
import { withTempFolder } from "../support/temp-folder.ts";
import { openAt } from "./ledger-file.ts";
import { makeNotes } from "./notes.ts";
import { overduePlan, writeOverdueRun } from "./overdue-run.ts";

const NOTES = 30;

/** For each type of event, how many there are and which members its payload has. */
function shapes(events: Iterable<LedgerEvent>) {
  const found: Record<string, { count: number; members: string[] }> = {};
  for (const { type, data } of events) {
    const { count = 0, members = [] } = found[type] ?? {};
    const seen = new Set([...members, ...Object.keys(data ?? {})]);
    found[type] = { count: count + 1, members: [...seen].toSorted() };
  }
  return found;
}

test("a run that is only written has the events that a real run of the same plan has", async () => {
  await withTempFolder(async (folder) => {
    await using house = await openHouse();
    for (const { path, text } of makeNotes(NOTES, NOTES).notes) {
      mkdirSync(join(house.dir, dirname(path)), { recursive: true });
      writeFileSync(join(house.dir, path), text);
    }
    const report = await house.run(overduePlan(), { access: "read" });
    expect(report).toMatchObject({ outcome: "done", missing: [] });

    const ledger = await openAt(folder);
    await writeOverdueRun(ledger, "written000", NOTES);
    const written = [...ledger.readBranch("written000")];
    expect(shapes(written)).toEqual(shapes(house.events(report.run)));

    const state = written.reduce(
      (now, event) => foldRun(now, event),
      initialRunState("written000"),
    );
    expect(state).toMatchObject({ outcome: "done", plan: null, closed: { plans: 1 } });
    expect(verify(ledger)).toMatchObject({ ok: true });
    await ledger.close();
  });
});
