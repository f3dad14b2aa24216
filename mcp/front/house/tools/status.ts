import { z } from "zod";

import type { JsonObject } from "../../../../kernel/json.ts";
import { answer } from "../answer.ts";
import { defineHouseTool, READS } from "../house-tool.ts";
import { callVerb } from "../house.ts";
import { standing } from "../outcome.ts";
import { WAIT } from "./run.ts";

interface Row {
  readonly label: string;
  readonly goal: string;
  readonly standing: string;
}

interface Inbox {
  readonly label: string;
  readonly question: string;
  readonly kind: string;
}

export const status = defineHouseTool({
  name: "status",
  title: "Status",
  description:
    "Says where a run stands and what it answered, waiting for its end if asked to; without a run: all that is unfinished, and what waits for the person.",
  input: z.strictObject({
    run: z.string().min(1).optional().describe("Its label or id; @ is the last."),
    wait: WAIT.default(0),
  }),
  scope: "read",
  annotations: READS,
  async run({ run, wait }, at, house) {
    if (run !== undefined) return standing(house, at, run, wait);
    const open = await callVerb<{ runs: readonly Row[]; inbox: readonly Inbox[] }>(
      house,
      at,
      "status.show",
      {},
    );
    const lines = [
      ...open.runs.map(({ label, goal, standing: how }) => `${label} ${how}: ${goal}`),
      ...open.inbox.map(({ label, question }) => `${label} asks the person: ${question}`),
    ];
    const text = lines.length === 0 ? "Nothing is unfinished." : lines.join("\n");
    return answer(text, open as unknown as JsonObject);
  },
});
