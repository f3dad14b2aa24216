import type { Conversation } from "../desk.ts";
import { ourQuestion, type Question } from "./ask-person.ts";
import { callAsPerson, callVerb, type House } from "./house.ts";
import type { Report } from "./report.ts";

const RESUME = "go on";
const STOP = "stop";

/** Nobody works on it, and nobody will by itself: its kernel ended under it, or it came to a halt. */
export function isLeft({ outcome, standing }: Report): boolean {
  return outcome === null && (standing === "interrupted" || standing === "halted");
}

export function whyLeft({ label, standing, reason, error }: Report): string {
  const why = error?.message || reason;
  return `Run ${label} was ${standing}${why && `: ${why}`}`;
}

/** Whether a run that was left goes on. What was under way is looked into first, or asked about. */
export function resumeQuestion(report: Report): Question {
  const said = `${whyLeft(report)}. What was under way may have happened or not; it is not simply made again.`;
  const field = { type: "string", title: "Decision", enum: [RESUME, STOP] };
  return {
    message: ourQuestion(`${said}\nGoal: ${report.goal}\nShall it go on?`),
    requestedSchema: { type: "object", properties: { decision: field }, required: ["decision"] },
    value: ({ decision }) => (decision === RESUME || decision === STOP ? decision : undefined),
    declined: undefined,
  };
}

/** Does as the person said, while the run is still left. */
export async function settleLeft(
  house: House,
  at: Conversation,
  run: string,
  decision: unknown,
): Promise<void> {
  if (!isLeft(await callVerb<Report>(house, at, "run.report", { run }))) return;
  if (decision === RESUME) await callAsPerson(house, "run.resume", { run });
  else await callAsPerson(house, "run.stop", { run, now: true });
}
