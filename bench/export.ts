// What it costs a run to be watched: a reader of the events socket, a collector and descriptor 3, against none of them.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { startCollector } from "./support/collector.ts";
import { connect } from "../ui/socket/index.ts";
import { type Lap, lap, type Place } from "./export/lap.ts";
import { type Measured, progress, runBench } from "./support/bench.ts";
import { median } from "./support/statistics.ts";
import { withTempFolder } from "./support/temp-folder.ts";

const STEPS = 200;

await runBench("export", ({ quick }) => withTempFolder((folder) => measure(folder, quick)));

async function measure(folder: string, quick: boolean): Promise<Measured> {
  const collector = await startCollector(join(folder, "collected.jsonl"));
  // Events are told while the run is at work, not only after it.
  const otlp = { endpoint: collector.endpoint, everySeconds: 0.05 };
  const watched = placeIn(join(folder, "watched"), { export: { otlp } });
  const alone = placeIn(join(folder, "alone"), {});
  const seen = new Set<string>();
  let reader: Bun.Subprocess | null = null;
  try {
    progress("warming up");
    for (const place of [watched, alone]) for (let n = 0; n < 3; n++) await lap(place, false);
    reader = startReader(watched.home, seen);
    const on: Lap[] = [];
    const off: Lap[] = [];
    const rounds = quick ? 8 : 40;
    for (let round = 1; round <= rounds; round++) {
      progress(`round ${round} of ${rounds}`);
      const both = [
        async () => void on.push(await watchedLap(watched, seen)),
        async () => void off.push(await lap(alone, false)),
      ];
      // Whoever comes first may find the machine in another state.
      for (const one of round % 2 === 0 ? both : both.toReversed()) await one();
    }
    const [msOn, msOff] = [on, off].map((laps) => median(laps.map((one) => one.milliseconds)));
    const [cpuMsOn, cpuMsOff] = [on, off].map((laps) =>
      median(laps.map((one) => one.cpuMilliseconds)),
    );
    const figures = {
      cpuMsOn: cpuMsOn!,
      cpuMsOff: cpuMsOff!,
      msOn: msOn!,
      msOff: msOff!,
      slowdown: msOn! / msOff! - 1,
      events: on[0]!.events,
    };
    return { figures };
  } finally {
    reader?.kill("SIGKILL");
    await collector.kill();
    for (const { home } of [watched, alone]) await stopKernel(home);
  }
}

/** A run with everybody watching; over when all of them have seen it, so that the next one is not slowed by this one. */
async function watchedLap(place: Place, seen: ReadonlySet<string>): Promise<Lap> {
  const measured = await lap(place, true);
  const before = Date.now();
  while (!seen.has(measured.run) || toldUpTo(place) < measured.cursor) {
    if (Date.now() - before > 30_000)
      throw new Error(`run ${measured.run} was not told to everybody`);
    await Bun.sleep(20);
  }
  return measured;
}

/** Place in the ledger up to which the collector was told. */
function toldUpTo({ home }: Place): number {
  const text = readFileSync(join(home, "tenants/default/otlp-cursor.json"), "utf8");
  return (JSON.parse(text) as { readonly row: number }).row;
}

function startReader(home: string, seen: Set<string>): Bun.Subprocess {
  const script = join(import.meta.dir, "export/reader.ts");
  const reader = Bun.spawn([process.execPath, script, home], { stdout: "pipe", stderr: "inherit" });
  void (async () => {
    let rest = "";
    for await (const chunk of reader.stdout) {
      const lines = (rest + Buffer.from(chunk).toString()).split("\n");
      rest = lines.pop()!;
      for (const run of lines) seen.add(run);
    }
  })();
  return reader;
}

function placeIn(folder: string, config: object): Place {
  const [home, dir] = [join(folder, "home"), join(folder, "work")];
  for (const one of [home, dir]) mkdirSync(one, { recursive: true });
  writeFileSync(join(home, "config.json"), JSON.stringify(config));
  writeFileSync(join(dir, "note.md"), "a note\n");
  const plan = join(folder, "plan.json");
  writeFileSync(plan, JSON.stringify(planOf(STEPS)));
  const env = {
    PATH: process.env["PATH"] ?? "",
    HOME: folder,
    GLASSBOX_HOME: home,
    OLLAMA_HOST: "127.0.0.1:9",
    GLASSBOX_IDLE_MS: "600000",
  };
  return { home, dir, plan, env };
}

/** Reads in a row; the last one is checked, for without a check no run ends `done`. */
function planOf(steps: number): object {
  const oneLine = { properties: { totalLines: { const: 1 } }, required: ["totalLines"] };
  const read = { server: "files", name: "files_read", args: { path: "note.md" } };
  return {
    goal: "read",
    answer: "read",
    steps: Array.from({ length: steps }, (_, i) => ({
      id: `s${i}`,
      intent: "Read the note",
      do: { tool: { ...read, args: { ...read.args, startLine: 1, endLine: i + 1 } } },
      after: i === 0 ? [] : [`s${i - 1}`],
      ...(i === steps - 1 && { expect: [{ matches: oneLine }] }),
    })),
  };
}

async function stopKernel(home: string): Promise<void> {
  const client = await connect({ home, start: false, onNotice: () => {} });
  await client.call("kernel.stop").catch(() => {});
  await client.close();
}
