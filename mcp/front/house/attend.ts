import { isObject, type JsonObject, type JsonValue } from "../../../kernel/json.ts";
import type { Conversation } from "../desk.ts";
import { askPerson } from "./ask-person.ts";
import { callVerb, type House } from "./house.ts";
import type { Report } from "./report.ts";

/** Who has just answered wants to hear what came of it. */
const SECONDS_AFTER_ANSWER = 10;

/**
 * Stays with a run until it is over, waits for a person who is not in front of this client, or the time is up. Its
 * progress goes to the client, and its questions to the person there.
 */
export async function attend(
  house: House,
  at: Conversation,
  run: string,
  waitSeconds: number,
): Promise<Report> {
  const progress = progressTo(at);
  let seconds = waitSeconds;
  for (;;) {
    const report = await follow(house, at, run, seconds, progress);
    if (report.standing !== "waiting" || at.signal.aborted) return report;
    const [ask] = report.asks;
    if (ask === undefined || !(await askPerson(house, at, report, ask))) return report;
    seconds = Math.max(waitSeconds, SECONDS_AFTER_ANSWER);
  }
}

async function follow(
  house: House,
  at: Conversation,
  run: string,
  waitSeconds: number,
  emit: (part: JsonValue) => void,
): Promise<Report> {
  if (waitSeconds === 0) return callVerb<Report>(house, at, "run.report", { run });
  const signal = AbortSignal.any([at.signal, AbortSignal.timeout(waitSeconds * 1000)]);
  return callVerb<Report>(house, at, "run.follow", { run }, { signal, emit });
}

/** `notifications/progress` for a client that asked for them: the value only grows, as the protocol wants it. */
function progressTo({ client, meta }: Conversation): (part: JsonValue) => void {
  const { progressToken } = meta;
  if (progressToken === undefined) return () => {};
  let told = 0;
  return (part) => {
    if (!isObject(part) || part["kind"] !== "progress") return;
    const steps = (part["steps"] ?? []) as unknown as readonly Step[];
    told += 1;
    client.notify("notifications/progress", {
      progressToken,
      progress: told,
      message: messageOf(steps, part["thinking"]),
    });
  };
}

interface Step {
  readonly id: string;
  readonly intent: string;
  readonly status: string;
}

function messageOf(steps: readonly Step[], thinking: JsonValue | undefined): string {
  if (isObject(thinking)) return `asks the model ${String((thinking as JsonObject)["model"])}`;
  const done = steps.filter(({ status }) => status === "done").length;
  const busy = steps.find(({ status }) => status === "running");
  const now = busy === undefined ? "" : `: ${busy.intent || busy.id}`;
  return `${done} of ${steps.length} steps${now}`;
}
