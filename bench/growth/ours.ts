import { statSync } from "node:fs";
import { join } from "node:path";

import type { JsonObject } from "../../kernel/json.ts";
import type { Driver, Proposal } from "../../plugins/contracts/driver.ts";
import { openHouse, pluginOf } from "../support/kernel.ts";
import { call, has } from "../support/plan.ts";
import { toolServer } from "../support/tool-server.ts";
import { ANSWERED, SAID, textOf } from "./text.ts";

const talk = toolServer("talk", {
  say: { run: ({ n }) => ({ n: n ?? 0, text: textOf(2 * Number(n) + 1, ANSWERED) }) },
});

/** One plan a turn, as an agent that looks at each answer before it goes on. */
function talker(turns: number): Driver {
  const turn = (n: number): Proposal => ({
    plan: {
      steps: [call("say", "talk__say", { n, text: textOf(2 * n, SAID) }, { expect: has("n", n) })],
    } as JsonObject,
    ground: { kind: "model", name: "talker", hash: "", slots: {} },
  });
  return {
    name: "goal",
    hash: "",
    first: async () => turn(0),
    async next(_, { closed, plan }) {
      const done = closed.plans + (plan ? 1 : 0);
      return done < turns
        ? { kind: "plan", proposal: turn(done) }
        : { kind: "finish", missing: [] };
    },
  };
}

/** Bytes of the ledger's file after one run of so many turns: each says something and gets an answer from a tool. */
export async function ledgerBytes(folder: string, turns: number): Promise<number> {
  const driver = pluginOf("talker", (host) => host.provide("driver", "goal", talker(turns)));
  const house = await openHouse({
    home: folder,
    servers: [talk],
    isBare: true,
    plugins: [driver],
    without: ["planner"],
  });
  try {
    const budget = { steps: 2 * turns, time: "1h" };
    const report = await house.run(undefined, { access: "read", goal: "talk", budget });
    const { plans } = house.state(report.run).closed;
    if (report.outcome !== "done" || plans !== turns)
      throw new Error(`${plans} turns, ended ${report.outcome}: ${report.reason}`);
  } finally {
    await house.close();
  }
  return statSync(join(folder, "home/tenants/default/ledger.db")).size;
}
