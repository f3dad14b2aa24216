import { describe, expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { join } from "node:path";

import { verify } from "../../bench/support/verify.ts";
import { openSqlite, seal } from "../../bench/support/ledger.ts";
import { temporaryFolder } from "../../bench/support/test-folder.ts";

const WRITER = join(import.meta.dir, "..", "..", "bench", "support", "ledger-writer.ts");
const strace = Bun.which("strace");

/** Lets a process write, kills it once it has had `lines` acknowledgements, and gives back all that it had. */
async function writeAndKill(dir: string, lines: number, pause: number): Promise<string[]> {
  const child = Bun.spawn([process.execPath, WRITER, dir, "for-ever"], {
    stdout: "pipe",
    stderr: "inherit",
  });
  const decoder = new TextDecoder();
  let output = "";
  let dying = false;
  for await (const chunk of child.stdout) {
    output += decoder.decode(chunk, { stream: true });
    if (dying || output.split("\n").length <= lines) continue;
    dying = true;
    setTimeout(() => child.kill("SIGKILL"), pause);
  }
  await child.exited;
  expect(child.signalCode).toBe("SIGKILL");
  // The last line may be half written; what was not said in full was not acknowledged.
  return output.split("\n").slice(0, -1);
}

const ROUNDS = 30;

test("thirty kills at any moment: no acknowledged event is lost, the chain is whole", async () => {
  const dir = temporaryFolder();
  const acknowledged = new Set<string>();
  for (let round = 0; round < ROUNDS; round++) {
    const lines = 1 + Math.floor(Math.random() * 60);
    const pause = Math.random() * 10;
    for (const id of await writeAndKill(dir, lines, pause)) acknowledged.add(id);
    const ledger = await openSqlite({ dir });
    const kept = new Set(Array.from(ledger.query({}), (event) => event.id));
    expect([...acknowledged].filter((id) => !kept.has(id))).toEqual([]);
    expect(verify(ledger)).toMatchObject({ ok: true, events: kept.size, origins: 1 });
    const places = Array.from(ledger.readBranch("r"), (event) => event.bseq);
    expect(places).toEqual(places.map((_, index) => index + 1));
    const [event] = await ledger.append([seal("r")]);
    acknowledged.add(event!.id);
    await ledger.close();
  }
  expect(acknowledged.size).toBeGreaterThan(2 * ROUNDS);
}, 120_000);

describe.skipIf(strace === null)("fsyncs (skipped: there is no strace)", () => {
  async function syncs(mode: string, plain: number, barriers: number): Promise<number> {
    const dir = temporaryFolder();
    const log = join(dir, "syncs");
    const traced = [strace!, "-f", "-e", "trace=fsync,fdatasync", "-o", log];
    const writer = [process.execPath, WRITER, dir, mode, String(plain), String(barriers)];
    const child = Bun.spawn([...traced, ...writer], { stdout: "ignore", stderr: "inherit" });
    expect(await child.exited).toBe(0);
    return readFileSync(log, "utf8").match(/f(?:data)?sync\(/g)?.length ?? 0;
  }

  // Few enough events that the log is carried over to the file only at the end, which costs every run the same.
  const PLAIN = 60;
  const BARRIERS = 20;

  test("follow groups with barriers, not events", async () => {
    const none = await syncs("one-by-one", 0, 0);
    const plain = (await syncs("one-by-one", PLAIN, 0)) - none;
    const alone = (await syncs("one-by-one", PLAIN, BARRIERS)) - none;
    const together = (await syncs("at-once", PLAIN, BARRIERS)) - none;
    // Barriers that come together are one group.
    expect([plain, alone - plain, together - plain]).toEqual([0, BARRIERS, 1]);
  }, 120_000);
});
