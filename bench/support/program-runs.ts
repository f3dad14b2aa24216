import type { House } from "./kernel.ts";
import { call } from "./plan.ts";
import type { JsonObject } from "../../kernel/json.ts";

/** A plan of one step: a program that may use tools. */
export const running = (code: string, tools: readonly string[] = ["*"]): JsonObject => ({
  steps: [call("work", "python__python_run", { code, tools })],
});

/** The run of a program's calls. */
export function below(house: House, run: string): string {
  const deferred = house.events(run).findLast(({ type }) => type === "tool.deferred");
  if (!deferred) throw new Error("the program has called nothing");
  return String((deferred.data!["handle"] as JsonObject)["run"]);
}

/** Says yes to whatever is asked, until the run is over or halted. */
export async function approving(house: House, run: string, most = 20): Promise<void> {
  for (let asked = 0; asked < most; asked++) {
    const { standing, asks } = await house.settled(run);
    if (standing !== "waiting") return;
    for (const { run: asker, ask } of asks)
      await house.call("run.answer", { run: String(asker), ask: String(ask), value: true });
  }
  throw new Error(`the run asked ${most} times`);
}

/** What the program answered, as its run has it on record. */
export function answerOf(house: House, run: string): JsonObject {
  const finished = house
    .events(run)
    .findLast(({ type, data }) => type === "tool.finished" && data?.["purpose"] === "step");
  return finished!.data!;
}
