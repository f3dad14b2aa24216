import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";

import { PARALLEL } from "../../kernel/decide.ts";
import { canonicalize, type JsonObject, type JsonValue, sha256 } from "../../kernel/json.ts";
import type { Ledger } from "../../kernel/ledger/index.ts";
import { drafting } from "../../kernel/run/draft.ts";
import { orderPlan } from "../../plugins/plans/order.ts";
import { planSchema } from "../../plugins/plans/schema.ts";
import { makeNotes, type Note, type Task } from "./notes.ts";

/** Elements that a fan-out opens at once. */
const WINDOW = 64;
const INLINE_ARGUMENTS = 8192;
const MOST_EVIDENCE = 200;
const DATE = "2026-11-20";
const EVERY_NOTE = { limit: 10_000, pattern: "**/*.[mM][dD]" };
const TOOLS = ["files__files_glob", "files__files_read", "data__data_tasks", "data__data_filter"];

const SKILL = join(import.meta.dir, "../../plugins/skills/library/overdue-tasks/plan.yaml");
const PLAN = orderPlan(planSchema.parse(overduePlan())) as unknown as JsonObject;

/** The skill's plan for one day. */
export function overduePlan(): JsonObject {
  const text = readFileSync(SKILL, "utf8");
  const filled = text.replaceAll("${slots.date}", DATE).replaceAll("$slots.date", `"${DATE}"`);
  const { triggers: _, slots: __, access: ___, ...plan } = parse(filled) as JsonObject;
  return plan;
}

/**
 * Writes what a run of the overdue skill over so many notes writes: the same events, payload shapes, sizes and order of
 * appends, eight calls under way at a time. Only the tools are left out.
 */
export async function writeOverdueRun(ledger: Ledger, run: string, count: number): Promise<void> {
  const { notes, tasks } = makeNotes(count, count);
  const open = tasks.filter(({ status }) => status === "open");
  const overdue = tasks.filter((task) => task.overdue);
  const writing = new RunWriting(ledger, run);
  await writing.begin();
  const paths = { paths: notes.map(({ path }) => path), truncated: false };
  const asked = [{ matches: { properties: { truncated: { const: false } } } }];
  await writing.call("notes", "files_glob", EVERY_NOTE, paths, asked);
  await writing.fanOut("texts", notes, (step, note) =>
    writing.call(step, "files_read", { path: note.path }, readView(note), []),
  );
  const found = { open: open.length, overdue: overdue.length, tasks: json(tasks) };
  const shape = [{ matches: { properties: { tasks: { type: "array" } }, required: ["tasks"] } }];
  await writing.call("tasks", "data_tasks", { asOf: DATE, documents: "$texts" }, found, shape);
  await writing.filter("open", tasks, open);
  await writing.filter("overdue", open, overdue);
  const noteOf = new Map(notes.map((note) => [note.path, note]));
  await writing.fanOut("reread", open, (step, { path, line, raw }) => {
    const same = [{ matches: { properties: { text: { const: raw } }, required: ["text"] } }];
    const view = { ...readView(noteOf.get(path)!), startLine: line, endLine: line, text: raw };
    return writing.call(step, "files_read", { path, startLine: line, endLine: line }, view, same);
  });
  const table = overdue.map((task) => `${task.project}  ${task.text}  ${task.path}:${task.line}`);
  const items = { items: json(overdue) };
  const view = { count: overdue.length, text: table.join("\n") };
  await writing.call("table", "data_format", items, view, []);
  await writing.end(paths, table.join("\n"), overdue, open.length);
}

class RunWriting {
  readonly #ledger: Ledger;
  readonly #run: string;
  readonly #draft: ReturnType<typeof drafting>;
  /** Ids of what was met. */
  readonly #met: string[] = [];

  constructor(ledger: Ledger, run: string) {
    this.#ledger = ledger;
    this.#run = run;
    this.#draft = drafting(run);
  }

  async begin(): Promise<void> {
    const { origin, epoch } = this.#ledger;
    const run = this.#run;
    const draft = drafting(run, "person");
    const pinned = { effect: "read" as const, hash: sha256(""), paths: [] };
    const drafts = [
      draft("run.started", {
        run,
        root: run,
        parent: null,
        dir: "/home/ines/vault",
        driver: { name: "plan", hash: "", options: {} },
        access: "read",
        budget: { steps: null, seconds: null, modelCalls: null, tokens: null, usd: null },
      }),
      draft("run.claimed", { origin, epoch }),
      draft("goal.set", { text: `Which tasks were overdue on ${DATE}?`, input: null }),
      draft("plan.accepted", {
        plan: PLAN,
        ground: { kind: "skill", name: "overdue-tasks", hash: sha256(""), slots: { date: DATE } },
        tools: Object.fromEntries(TOOLS.map((tool) => [tool, pinned])),
        notes: [],
      }),
    ];
    await this.#ledger.append(drafts, [{ id: run, subject: `run/${run}`, root: run }]);
  }

  /** Intent; then result and verdict in one append. */
  async call(
    step: string,
    tool: string,
    args: JsonObject,
    view: JsonValue,
    expect: JsonObject[],
    purpose: "step" | "probe" = "step",
  ): Promise<string> {
    const canonical = canonicalize(args);
    const long = canonical.length > INLINE_ARGUMENTS;
    const intent = this.#draft("tool.intended", {
      step,
      purpose,
      server: tool.split("_")[0]!,
      tool,
      args: long ? { items: "$tasks.tasks" } : args,
      argshash: long ? sha256(canonical) : null,
      effect: "read",
      definition: sha256(tool),
      expect,
      key: "",
      content: purpose === "step" ? sha256(`${tool}\n${canonical}`) : "",
      grant: null,
      paths: purpose === "step" && typeof args["path"] === "string" ? [args["path"]] : [],
    });
    const [{ id: call } = { id: "" }] = await this.#ledger.append([intent]);
    const about = { step, purpose, call };
    const made = { ok: true, code: "", view, whole: null, tainted: false, hosts: [] };
    const result = { ...about, ...made, milliseconds: 3, then: "close" as const };
    const after = [this.#draft("tool.finished", result, call)];
    const met = { step, checks: expect.length, observed: [call] };
    if (expect.length > 0) after.push(this.#draft("expect.met", met, call));
    const [finished, verdict] = await this.#ledger.append(after);
    if (verdict) this.#met.push(verdict.id);
    return finished!.id;
  }

  async filter(step: string, from: readonly Task[], kept: readonly Task[]): Promise<void> {
    const view = { count: kept.length, items: json(kept) };
    const same = [{ matches: { properties: { count: { const: kept.length } } } }];
    await this.call(step, "data_filter", { items: json(from), where: [] }, view, same);
  }

  async fanOut<T>(
    step: string,
    elements: readonly T[],
    perform: (step: string, element: T) => Promise<unknown>,
  ): Promise<void> {
    for (let from = 0; from < elements.length; from += WINDOW) {
      const count = Math.min(WINDOW, elements.length - from);
      const opened = { step, from, count, total: elements.length };
      await this.#ledger.append([this.#draft("plan.patched", opened)]);
      let next = from;
      const lane = async () => {
        while (next < from + count) {
          const index = next;
          next += 1;
          await perform(`${step}.${index}`, elements[index]!);
        }
      };
      await Promise.all(Array.from({ length: PARALLEL }, lane));
    }
    const value = { count: elements.length };
    const finished = { step, fault: "none" as const, reason: "", value };
    await this.#ledger.append([this.#draft("step.finished", finished)]);
  }

  async end(paths: JsonValue, answer: string, overdue: readonly Task[], open: number) {
    const event = await this.call("goal", "files_glob", EVERY_NOTE, paths, [], "probe");
    const citations = overdue.map(({ path, line, raw: text }) => ({ path, line, text, event }));
    const checks = open + overdue.length + 5;
    const goal = { step: null, checks: 1, observed: [event] };
    const [met] = await this.#ledger.append([this.#draft("expect.met", goal, event)]);
    this.#met.push(met!.id);
    await this.#ledger.append([
      this.#draft("plan.closed", { digest: sha256(answer), checks, unproved: [] }),
      this.#draft("run.finished", {
        outcome: "done",
        reason: "all that was expected holds",
        missing: [],
        answer,
        proof: `${open} open tasks re-read, ${overdue.length} overdue`,
        citations,
        checks,
        evidence: [...this.#met.slice(-MOST_EVIDENCE), ...(overdue.length > 0 ? [event] : [])],
      }),
    ]);
  }
}

function readView({ path, text, lines, sha256: hash }: Note): JsonObject {
  return { path, text, sha256: hash, startLine: 1, endLine: lines, totalLines: lines };
}

function json(tasks: readonly Task[]): JsonValue {
  return tasks as unknown as JsonValue;
}
