import { KernelError } from "../../../kernel/error.ts";
import { timeOf } from "../../../kernel/event.ts";
import { isObject, type JsonObject } from "../../../kernel/json.ts";
import { RequestFault } from "../../fault.ts";
import type { Conversation } from "../desk.ts";
import type { Tasks } from "../front.ts";
import { answerAsShown, canAsk, decisionIn, type Question, questionFor } from "./ask-person.ts";
import { callVerb, type House } from "./house.ts";
import { isLeft, resumeQuestion, settleLeft, whyLeft } from "./interrupted.ts";
import { type Ask, type Report, reportText } from "./report.ts";
import { outcomeOf } from "./outcome.ts";

const POLL_MS = 1000;
const MOST_SHOWN = 1000;
const INVALID_REQUEST = -32600;
const INTERNAL_ERROR = -32603;

/** A question as it was put to one client. */
interface Shown {
  readonly key: string;
  readonly client: string;
  readonly task: string;
  /** Undefined: whether a run that was left goes on. */
  readonly ask: Ask | undefined;
  readonly question: Question;
}

/** What a tool answers whose run goes on as a task. */
export async function newTask(house: House, at: Conversation, run: string): Promise<JsonObject> {
  const report = await callVerb<Report>(house, at, "run.report", { run });
  return { resultType: "task", ...taskOf(house, report, "working") };
}

/** Runs as tasks. A task's questions are put to the person by the client, and taken only from whom they were put to. */
export function runTasks(house: House): Tasks {
  const shown = new Map<string, Shown>();

  async function reportOf(run: string, at: Conversation): Promise<Report | null> {
    // A task's id is a whole one: the beginning of another's would be somebody else's.
    if (house.kernel().ledger.branch(run)?.subject !== `run/${run}`) return null;
    try {
      return await callVerb<Report>(house, at, "run.report", { run });
    } catch (error) {
      if (error instanceof KernelError && error.code === "not_found") return null;
      throw error;
    }
  }

  function show(ask: Ask | undefined, report: Report, { client }: Conversation): Shown | null {
    const before = [...shown.values()].find(
      (one) => one.client === client.id && one.task === report.run && one.ask?.ask === ask?.ask,
    );
    if (before) return before;
    const question = ask === undefined ? resumeQuestion(report) : questionFor(report, ask);
    if (!question) return null;
    const key = crypto.randomUUID();
    const made = { key, client: client.id, task: report.run, ask, question };
    shown.set(key, made);
    const [oldest] = shown.keys();
    if (shown.size > MOST_SHOWN && oldest !== undefined) shown.delete(oldest);
    return made;
  }

  function questions(report: Report, at: Conversation): readonly Shown[] {
    const { principal, capabilities } = at.client;
    if (principal.scope === "read" || !canAsk(capabilities)) return [];
    if (isLeft(report)) return [show(undefined, report, at)].filter((one) => one !== null);
    if (report.standing !== "waiting") return [];
    return report.asks.flatMap((ask) => show(ask, report, at) ?? []);
  }

  async function stop(run: string, at: Conversation): Promise<void> {
    try {
      await callVerb(house, at, "run.stop", { run, now: true });
    } catch (error) {
      // It has come to its end meanwhile.
      if (!(error instanceof KernelError) || error.code !== "conflict") throw error;
    }
  }

  return {
    async get(id, at) {
      const report = await reportOf(id, at);
      if (!report) return null;
      const { outcome, standing } = report;
      if (outcome === "stopped") return taskOf(house, report, "cancelled");
      if (outcome !== null)
        return {
          ...taskOf(house, report, "completed"),
          result: house.guard(outcomeOf(report), ""),
        };
      const asked = questions(report, at);
      if (asked.length > 0)
        return { ...taskOf(house, report, "input_required"), inputRequests: requestsOf(asked) };
      if (isLeft(report)) {
        // Nobody there can say that it shall go on, and by itself it does not.
        const error = { code: INTERNAL_ERROR, message: whyLeft(report) };
        const task = taskOf(house, report, "failed");
        return { ...task, statusMessage: reportText(report), error };
      }
      const task = taskOf(house, report, "working");
      return standing === "running" ? task : { ...task, statusMessage: textOf(outcomeOf(report)) };
    },
    async update(id, { inputResponses }, at) {
      if (!(await reportOf(id, at))) return null;
      const responses = isObject(inputResponses) ? inputResponses : {};
      for (const [key, response] of Object.entries(responses)) {
        const put = shown.get(key);
        if (put?.client !== at.client.id || put.task !== id || !isObject(response)) continue;
        const value = decisionIn(response, put.question.value, put.question.declined);
        if (value === undefined) continue;
        shown.delete(key);
        if (put.ask === undefined) await settleLeft(house, at, id, value);
        else await answerAsShown(house, at, put.ask, value);
      }
      return {};
    },
    async cancel(id, at) {
      if (at.client.principal.scope === "read")
        throw new RequestFault(INVALID_REQUEST, "this client may only read, and ends no run");
      const report = await reportOf(id, at);
      if (!report) return null;
      if (report.outcome === null) await stop(id, at);
      return {};
    },
  };
}

type Status = "working" | "input_required" | "completed" | "failed" | "cancelled";

function taskOf(house: House, { run, goal }: Report, status: Status): JsonObject {
  const { startedAt, updatedAt } = house.kernel().runs.state(run);
  return {
    taskId: run,
    status,
    statusMessage: goal,
    createdAt: timeOf(startedAt),
    lastUpdatedAt: timeOf(updatedAt),
    // The record of a run stays.
    ttlMs: null,
    pollIntervalMs: POLL_MS,
  };
}

function requestsOf(asked: readonly Shown[]): JsonObject {
  const requests = asked.map(({ key, question: { message, requestedSchema } }) => [
    key,
    { method: "elicitation/create", params: { message, requestedSchema } },
  ]);
  return Object.fromEntries(requests) as JsonObject;
}

function textOf({ content }: JsonObject): string {
  const [first] = Array.isArray(content) ? content : [];
  return isObject(first) ? String(first["text"] ?? "") : "";
}
