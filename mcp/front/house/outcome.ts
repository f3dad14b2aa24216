import type { JsonObject } from "../../../kernel/json.ts";
import type { Conversation } from "../desk.ts";
import { answer, failure } from "./answer.ts";
import { attend } from "./attend.ts";
import { callVerb, type House } from "./house.ts";
import { isFailed, type Report, reportData, reportText } from "./report.ts";

/** Where a run stands, as the answer of a tool. */
export function outcomeOf(report: Report): JsonObject {
  const make = isFailed(report) ? failure : answer;
  return make(reportText(report), reportData(report));
}

/** The same of a run that is named, waited for. */
export async function standing(
  house: House,
  at: Conversation,
  name: string,
  waitSeconds: number,
): Promise<JsonObject> {
  const { run } = await callVerb<Report>(house, at, "run.report", { run: name });
  return outcomeOf(await attend(house, at, run, waitSeconds));
}
