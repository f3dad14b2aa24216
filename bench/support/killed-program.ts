// One life of a kernel that kills itself: after so many events, or inside a tool right after its effect.
import { appendFileSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { openHouse } from "./kernel.ts";
import { call } from "./plan.ts";
import { programServer } from "./program-server.ts";
import { realPython } from "./real-python.ts";
import { toolServer } from "./tool-server.ts";
import type { LedgerEvent } from "../../kernel/event.ts";

const [home = "", after = "0", items = "0", inTool = "", interpreter = ""] = process.argv.slice(2);
const effects = join(home, "effects");
const die = () => process.kill(process.pid, "SIGKILL");
const happened = () => (existsSync(effects) ? readFileSync(effects, "utf8") : "");

const bell = toolServer("bell", {
  ring: {
    effect: "once",
    inputSchema: { type: "object", properties: { item: { type: "integer" } }, required: ["item"] },
    run({ item }, { meta }) {
      appendFileSync(effects, `${item} ${meta["dev.glassbox/effectId"]}\n`);
      const killed = join(home, `killed-${item}`);
      if (inTool.split(",").includes(String(item)) && !existsSync(killed)) {
        writeFileSync(killed, "");
        die();
      }
      return { rung: item ?? null };
    },
  },
});
const python = programServer({
  async loop({ call: use }) {
    for (let item = 0; item < Number(items); item++) await use("bell__ring", { item });
    return "done";
  },
});

const isReal = interpreter === "real";
await using house = await openHouse({ home, servers: [bell, isReal ? realPython() : python] });
const { ledger } = house.kernel;
let seen = 0;
ledger.onCommit((events: readonly LedgerEvent[]) => {
  seen += events.length;
  if (Number(after) > 0 && seen >= Number(after)) die();
});
const real = `import tools\nfor item in range(${items}):\n    tools.bell.ring(item=item)\n"done"`;
const code = isReal ? real : "loop";
const steps = [call("work", "python__python_run", { code, tools: ["bell__*"] })];
const marker = join(home, "run");
const isFirst = !existsSync(marker);
const run = isFirst ? await house.start({ steps }) : readFileSync(marker, "utf8");
if (isFirst) writeFileSync(marker, run);
else if (house.state(run).outcome === null) await house.call("run.resume", { run });
for (;;) {
  const report = await house.settled(run);
  if (report.standing !== "waiting") {
    console.log(JSON.stringify({ standing: report.standing, outcome: report.outcome }));
    break;
  }
  for (const { run: asker, ask, kind } of report.asks) {
    const open = house.state(String(asker)).asks[String(ask)];
    const intended = open?.step ? house.state(String(asker)).plan?.steps[open.step] : undefined;
    const isThere = happened().includes(String(intended?.key));
    const value = kind === "doubt" ? (isThere ? "happened" : "repeat") : true;
    await house.call("run.answer", { run: String(asker), ask: String(ask), value });
  }
}
