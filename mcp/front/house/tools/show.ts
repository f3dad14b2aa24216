import { z } from "zod";

import { usage } from "../../../../kernel/error.ts";
import { isObject, type JsonObject, type JsonValue } from "../../../../kernel/json.ts";
import type { Conversation } from "../../desk.ts";
import { answer } from "../answer.ts";
import { pageOf, pageText } from "../cap.ts";
import { defineHouseTool, READS } from "../house-tool.ts";
import { callVerb, type House } from "../house.ts";
import type { KeptResults } from "../kept-results.ts";
import { type Report, reportData, reportText } from "../report.ts";
import { resultOf } from "../run-result.ts";

const PARTS = ["report", "plan", "state", "events", "files", "result"] as const;

export function showTool(kept: KeptResults) {
  return defineHouseTool({
    name: "show",
    title: "Show",
    description:
      "Shows a run, or a moment of it: its report, plan, state, events or files; a file as it was then; or the rest of a long result.",
    input: z.strictObject({
      address: z
        .string()
        .min(1)
        .describe(
          "RUN, RUN@N, RUN@STEP, RUN@N:PATH, or what a cut result names. @ is the last run.",
        ),
      part: z.enum(PARTS).optional(),
      from: z.int().min(0).default(0).describe("Of a long answer: the character to begin at."),
    }),
    scope: "read",
    isGuarded: true,
    annotations: READS,
    async run({ address, part, from }, at, house) {
      const found = kept.get(address) ?? (await textAt(house, at, address, part));
      // Before it is cut: of what a cut goes through nobody could say any more what it was.
      const whole = String(house.guard({ text: found }, "")["text"]);
      const page = pageOf(whole, from, house.settings().resultTokens);
      const again = part === undefined ? address : `${address}", "part": "${part}`;
      return answer(pageText(page, again));
    },
  });
}

async function textAt(
  house: House,
  at: Conversation,
  address: string,
  part: (typeof PARTS)[number] | undefined,
): Promise<string> {
  if (address.includes(":")) return fileAt(house, at, address);
  const moment = /@./.test(address.slice(1)) || /^@[^@]/.test(address);
  const wanted = part ?? (moment ? "result" : "report");
  if (wanted === "files") return lines(await callVerb(house, at, "run.files", { run: address }));
  if (wanted === "events") return eventsOf(house, at, address);
  if (wanted === "result")
    return (await resultAt(house, at, address)) ?? stateAt(house, at, address);
  const shown = await callVerb<Shown>(house, at, "run.show", { run: address });
  if (wanted === "plan") return lines(shown.plan);
  if (wanted === "state") return lines({ state: shown.state, account: shown.account });
  const { report } = shown;
  const steps = isObject(shown.plan) ? shown.plan["steps"] : [];
  return `${reportText(report)}\n${lines({ ...reportData(report), steps: steps ?? [] })}`;
}

interface Shown {
  readonly run: string;
  readonly plan: JsonValue;
  readonly state: JsonValue;
  readonly account: JsonValue;
  readonly event: JsonObject;
  readonly report: Report;
}

/** What a step was answered, whole; null: the address is about something else. */
async function resultAt(house: House, at: Conversation, address: string): Promise<string | null> {
  const cut = address.lastIndexOf("@");
  const step = address.slice(cut + 1);
  if (cut < 0 || step === "" || /^\d+$/.test(step)) return null;
  const { run } = await callVerb<Shown>(house, at, "run.show", { run: address });
  const found = resultOf(house.kernel(), run, step);
  if (!found) return null;
  return typeof found.view === "string" ? found.view : lines(found.view);
}

async function stateAt(house: House, at: Conversation, address: string): Promise<string> {
  const { event, plan, state } = await callVerb<Shown>(house, at, "run.show", { run: address });
  return lines({ event, plan, state });
}

export async function eventsOf(house: House, at: Conversation, run: string): Promise<string> {
  const { run: id } = await callVerb<Report>(house, at, "run.report", { run });
  const events: JsonValue[] = [];
  const emit = (part: JsonValue) =>
    void events.push(isObject(part) ? (part["event"] ?? null) : part);
  await callVerb(house, at, "log.read", { run: id }, { emit });
  return events.map((event) => JSON.stringify(event)).join("\n");
}

async function fileAt(house: House, at: Conversation, address: string): Promise<string> {
  const parts: Buffer[] = [];
  const emit = (part: JsonValue) => {
    const bytes = isObject(part) ? part["bytes"] : undefined;
    if (typeof bytes === "string") parts.push(Buffer.from(bytes, "base64"));
  };
  const about = await callVerb(house, at, "run.file", { run: address }, { emit });
  if (about["kind"] === "directory") return lines(about);
  const bytes = Buffer.concat(parts);
  const text = bytes.toString("utf8");
  if (text.includes("\0"))
    throw usage(`${address} is no text`, `a person can keep it: glassbox show ${address} > FILE`);
  return text;
}

function lines(value: JsonValue): string {
  return JSON.stringify(value, null, 1);
}
