import { KernelError, usage } from "../../../kernel/error.ts";
import { isObject, type JsonValue } from "../../../kernel/json.ts";
import { duration } from "../budget.ts";
import { addLeaf, type Menu } from "../command.ts";
import { EXIT } from "../exit-code.ts";
import { followRun } from "../follow-run.ts";
import { addStreamOptions } from "../options.ts";
import type { Outcome } from "../outcome.ts";
import { renderSubject } from "../render/ask.ts";
import { oneLine } from "../render/text.ts";
import type { Ask, Report } from "../report.ts";
import type { Session } from "../session.ts";

interface Options {
  readonly ask?: string;
  readonly step?: readonly string[];
  readonly detach?: boolean;
}

interface ApproveOptions extends Options {
  readonly for?: string;
}

interface Decision {
  readonly value: JsonValue;
  /** RFC 3339. */
  readonly expires?: string;
}

/** What a person decides for a run that waits. */
export function addApprovals(menu: Menu): void {
  addLeaf<ApproveOptions>(menu, menu.program, {
    name: "approve",
    summary:
      "Approve what a run asks to change, all or some steps of it, and follow it to its end.",
    examples: ["glassbox approve k3p9", "glassbox approve @ --step send --for 1h"],
    build(command) {
      buildDecision(command, "only this step of the plan, or the call of this step (repeatable)");
      command.option("--for <duration>", "the yes counts so long: 90s, 5m, 1h, 2d");
    },
    handler(session, [run], options) {
      const expires = options.for === undefined ? {} : { expires: timeAfter(options.for) };
      return decide(session, run!, "approval", options, (ask, dir) => {
        const steps = ask.step === null ? options.step : undefined;
        showApproved(session, steps === undefined ? ask : ofSteps(ask, steps), dir);
        return { value: steps === undefined ? true : { steps: [...steps] }, ...expires };
      });
    },
  });
  addLeaf<Options>(menu, menu.program, {
    name: "deny",
    summary: "Refuse what a run asks to change: it ends, and nothing more is changed.",
    examples: ["glassbox deny k3p9", "glassbox deny @ --step send"],
    build: (command) => buildDecision(command, "the call of this step"),
    async handler(session, [run], options) {
      let isPlan = true;
      const outcome = await decide(session, run!, "approval", options, (ask) => {
        isPlan = ask.step === null;
        if (isPlan && options.step)
          throw usage(
            "a plan is refused as a whole",
            `leave out --step, or approve the other steps: glassbox approve ${run} --step STEP`,
          );
        return { value: false };
      });
      const report = outcome.data as object as Partial<Report>;
      const rest = isPlan ? "nothing was changed" : "what it did before stands";
      // The run is denied, and that is just what this command was for.
      return report.outcome === "denied"
        ? { data: outcome.data, text: `denied: ${report.label} ends, ${rest}` }
        : outcome;
    },
  });
  addLeaf<Options>(menu, menu.program, {
    name: "answer",
    summary: "Answer a question that a run asks, and follow it to its end.",
    examples: ['glassbox answer k3p9 "the red one"', "glassbox answer @ happened"],
    build(command) {
      buildDecision(command, "the question of this step");
      command.argument("<value>", "the answer: text, or JSON where the question wants it");
    },
    handler: (session, [run, value], options) =>
      decide(session, run!, "question", options, (ask) => ({ value: valueFor(ask, value!) })),
  });
}

function buildDecision(command: Parameters<typeof addStreamOptions>[0], step: string): void {
  command
    .argument("<run>", "a run, by its first letters; @ is the last")
    .option("--ask <id>", "which question, when there are several")
    .option("--step <step>", step, (one: string, all: readonly string[] = []) => [...all, one])
    .option("--detach", "do not wait for the run");
  addStreamOptions(command);
}

async function decide(
  session: Session,
  name: string,
  kind: "approval" | "question",
  options: Options,
  decisionFor: (ask: Ask, dir: string) => Decision,
): Promise<Outcome> {
  const report = await session.call<Report>("run.report", { run: name });
  const ask = chosenAsk(report, kind, options);
  const { run } = report;
  const decision = decisionFor(ask, report.dir);
  const answered = await session.call<{ ask: string }>("run.answer", {
    run,
    ask: ask.ask,
    ...decision,
  });
  if (options.detach)
    return { data: { run, ...answered }, text: `answered ${report.label}`, exit: EXIT.done };
  return followRun(session, run);
}

/** The ask that is meant: by its id, by its step, or the only one there is. */
function chosenAsk(report: Report, kind: "approval" | "question", options: Options): Ask {
  const { label, asks: all } = report;
  const { ask: wanted, step: steps } = options;
  const fitting = all.filter((one) => (kind === "approval") === (one.kind === "approval"));
  const ofStep = fitting.filter(({ step }) => step !== null && steps?.includes(step));
  const asks =
    wanted === undefined
      ? ofStep.length > 0
        ? ofStep
        : fitting
      : all.filter((one) => one.ask === wanted);
  const [ask] = asks;
  if (!ask)
    throw new KernelError(
      "not_found",
      `run ${label} waits for no ${kind === "approval" ? "approval" : "answer"}`,
      { hint: "glassbox status shows what waits" },
    );
  if (asks.length > 1) {
    const isEachOfAStep = asks.every(({ step }) => step !== null);
    const ways = asks.map((one) => (isEachOfAStep ? `--step ${one.step}` : `--ask ${one.ask}`));
    throw usage(`run ${label} asks several things`, `add ${ways.join(" or ")}`);
  }
  if (steps && ask.step !== null && !steps.includes(ask.step))
    throw usage(
      `run ${label} asks about step ${ask.step}, not ${steps.join(", ")}`,
      `glassbox status shows what it asks`,
    );
  return ask;
}

function timeAfter(text: string): string {
  const seconds = duration(text);
  if (seconds === null || seconds <= 0)
    throw usage(`--for cannot be "${text}"`, "write a duration such as 90s, 5m, 1h or 2d");
  return new Date(Date.now() + seconds * 1000).toISOString();
}

/** Says what the yes is for: the effects, their arguments and where those come from. */
/** The question as far as it is about some steps. */
function ofSteps(ask: Ask, steps: readonly string[]): Ask {
  const effects = (ask.detail.effects ?? []).flatMap((effect) => {
    const calls = (effect.calls ?? []).filter(({ step }) => steps.includes(step));
    return calls.length === 0 ? [] : { ...effect, calls };
  });
  return { ...ask, detail: { ...ask.detail, effects } };
}

function showApproved({ note, terminal }: Session, ask: Ask, dir: string): void {
  note(`approving, in ${oneLine(dir)}:`);
  for (const line of renderSubject(ask, terminal.columns)) note(line);
}

/** As it stands where text is wanted, as JSON where it is some. */
function valueFor(ask: Ask, text: string): JsonValue {
  if (isObject(ask.schema) && ask.schema["type"] === "string") return text;
  try {
    return JSON.parse(text) as JsonValue;
  } catch {
    return text;
  }
}
