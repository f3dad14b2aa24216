import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import type { InProcessSpec } from "../../../mcp/hub/index.ts";
import { type House, openHouse } from "../../support/kernel.ts";
import { call } from "../../support/plan.ts";
import { toolServer } from "../../support/tool-server.ts";
import type { Ending, Fault } from "../fault.ts";
import { ALLOWED, ending, play, resumed, settled } from "../play.ts";
import { three } from "../plans.ts";
import type { Stage } from "../stage.ts";

const LINES = 4;

/** Several who want the same, and plans that want too much. */
export const RUN_FAULTS: readonly Fault[] = [
  { name: "two runs on one file at once", bar: "right", play: twoRuns },
  { name: "two kernels on one home", bar: "right", play: twoKernels },
  {
    name: "prototype keys in arguments",
    bar: "safe",
    async play(stage) {
      const task = three("put");
      const text = JSON.stringify(task.plan);
      const keys = `"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}}`;
      const plan = JSON.parse(text.replaceAll('"value":"the', `${keys},"value":"the`));
      if (JSON.stringify(plan).includes(keys)) stage.world.strike("prototype keys");
      const end = await play(stage, { ...task, plan }, { servers: [stage.server({})] });
      return { ...end, isTrue: end.isTrue && !("polluted" in {}) };
    },
  },
];

/** Two runs add lines to one file with a tool that reads it, thinks, and writes it. No line may be lost. */
async function twoRuns(stage: Stage): Promise<Ending> {
  const file = join(stage.home, "work/shared.txt");
  await using house = await openHouse({ home: stage.home, servers: [notebook(file)] });
  const wanted = ["left", "right"].flatMap((who) => linesBy(who));
  const runs = await Promise.all(
    ["left", "right"].map((who) => house.start(adding(who), { allow: ["notebook__add"] })),
  );
  if (house.kernel.runs.active().length === runs.length) stage.world.strike("both are under way");
  const ends = await Promise.all(runs.map((run) => settled(house, run)));
  const found = linesIn(file);
  const isTrue = wanted.every((line) => found.includes(line)) && found.length === wanted.length;
  const worst = ends.find(({ said }) => said !== "done") ?? ends[0]!;
  return ending(house, worst, isTrue);
}

const linesBy = (who: string) => Array.from({ length: LINES }, (_, n) => `${who} ${n}`);

function adding(who: string) {
  const steps = linesBy(who).map((line, n) =>
    call(
      `s${n}`,
      "notebook__add",
      { path: "shared.txt", line },
      {
        after: n === 0 ? [] : [`s${n - 1}`],
        expect: {
          probe: { tool: "notebook__read", args: { path: "shared.txt" } },
          matches: { required: ["lines"], properties: { lines: { contains: { const: line } } } },
        },
      },
    ),
  );
  return { goal: `add the lines of ${who}`, steps };
}

function linesIn(file: string): string[] {
  return existsSync(file) ? readFileSync(file, "utf8").split("\n").filter(Boolean) : [];
}

function notebook(file: string): InProcessSpec {
  return toolServer("notebook", {
    read: { run: () => ({ lines: linesIn(file) }) },
    add: {
      effect: "keyed",
      paths: ["$args.path"],
      async run({ line }) {
        const lines = linesIn(file);
        await Bun.sleep(20);
        writeFileSync(file, `${[...lines, String(line)].join("\n")}\n`);
        return { ok: true };
      },
    },
  });
}

/** While one kernel waits for an effect, another one opens the same home and takes the run up. */
async function twoKernels(stage: Stage): Promise<Ending> {
  const task = three("put");
  const open = (): Promise<House> =>
    openHouse({ home: stage.home, servers: [stage.server({ fault: "takes its time" })] });
  await using first = await open();
  await first.start(task.plan, { allow: ALLOWED });
  while (stage.world.struck() === 0) await Bun.sleep(5);
  await using second = await open();
  const end = await resumed(second);
  return ending(second, end, task.isDone(stage.world));
}
