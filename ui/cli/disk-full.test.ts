import { afterAll, expect, setDefaultTimeout, test } from "bun:test";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { openKernel } from "../../main.ts";
import { type Client, connect } from "../socket/index.ts";
import { VAULT } from "./testing.ts";

setDefaultTimeout(60_000);

const canMount = process.platform === "linux" && process.getuid?.() === 0;
const disk = mkdtempSync(join(tmpdir(), "glassbox-disk-"));
const ballast = join(disk, "ballast");

if (!canMount) console.warn("skipped: a full disk needs Linux and root, to mount a small one");

afterAll(() => {
  Bun.spawnSync(["umount", "-l", disk]);
  rmSync(disk, { recursive: true, force: true });
});

function fill(): void {
  for (let size = 1 << 20; size >= 4096; size >>= 1) {
    try {
      for (;;) writeFileSync(ballast, Buffer.alloc(size), { flag: "a" });
    } catch (error) {
      if (!String(error).includes("ENOSPC")) throw error;
    }
  }
}

const plan = {
  steps: [
    {
      id: "notes",
      do: { tool: { server: "files", name: "files_glob", args: { pattern: "**/*.md" } } },
    },
    { id: "pause", do: { wait: { for: "1s" } }, after: ["notes"] },
    {
      id: "texts",
      after: ["pause"],
      each: "$notes.paths",
      do: { tool: { server: "files", name: "files_read", args: { path: "$item" } } },
      expect: [
        { matches: { properties: { totalLines: { minimum: 0 } }, required: ["totalLines"] } },
      ],
    },
  ],
};

async function eventsOf(client: Client): Promise<string[]> {
  const ids: string[] = [];
  await client.call(
    "log.read",
    {},
    { onPart: (part) => void ids.push((part as { event: { id: string } }).event.id) },
  );
  return ids;
}

test.skipIf(!canMount)(
  "a disk that fills up halts the run with the reason, and loses nothing acknowledged",
  async () => {
    expect(Bun.spawnSync(["mount", "-t", "tmpfs", "-o", "size=6m", "tmpfs", disk]).exitCode).toBe(
      0,
    );
    const home = join(disk, "home");
    mkdirSync(home);
    const full = await connect({ home, inline: openKernel });
    const { run } = (await full.call("run.start", { goal: "read all", dir: VAULT, plan })) as {
      run: string;
    };
    fill();
    const halted = (await full.call("run.follow", { run })) as {
      standing: string;
      outcome: string | null;
      error: { code: string; message: string; hint: string };
    };
    expect([halted.standing, halted.outcome, halted.error.code]).toEqual([
      "halted",
      null,
      "ledger",
    ]);
    expect(halted.error.message).toContain("the disk is full");
    expect(halted.error.hint).toContain("free some space");
    const acknowledged = await eventsOf(full);
    await full.close();

    rmSync(ballast);
    const after = await connect({ home, inline: openKernel });
    expect((await eventsOf(after)).slice(0, acknowledged.length)).toEqual(acknowledged);
    await after.call("run.resume", { run });
    const report = (await after.call("run.follow", { run })) as { outcome: string };
    expect(report.outcome).toBe("done");
    expect(((await after.call("ledger.verify", {})) as { ok: boolean }).ok).toBe(true);
    await after.close();
  },
);
