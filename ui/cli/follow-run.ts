import type { JsonValue } from "../../kernel/json.ts";
import { budgetMend } from "./budget.ts";
import { EXIT, exitCodeOfReport } from "./exit-code.ts";
import { onInterrupt } from "./interrupt.ts";
import type { Outcome } from "./outcome.ts";
import { createProgress } from "./progress.ts";
import { askChoice, askPerson } from "./prompt.ts";
import { howToAnswer, renderSubject } from "./render/ask.ts";
import { renderReport } from "./render/report.ts";
import { oneLine, wrap } from "./render/text.ts";
import type { Ask, Report } from "./report.ts";
import type { Session } from "./session.ts";
import { streamEvents } from "./stream-events.ts";

/** Follows a run to where nothing more happens without a person, and asks that person when there is one. */
export async function followRun(session: Session, run: string, after = 0): Promise<Outcome> {
  const { terminal, options, events } = session;
  const finishStream = events ? streamEvents(session, events, run) : async () => {};
  const leaving = new AbortController();
  let interrupted = false;
  const release = onInterrupt(() => {
    if (interrupted) process.exit(EXIT.interrupted);
    interrupted = true;
    session.note(
      `interrupting the run; glassbox resume ${run} goes on; Ctrl-C again leaves at once`,
    );
    session.call("run.pause", { run }, { signal: leaving.signal }).catch(() => {});
  });
  const progress = createProgress(terminal, options.quiet);
  // Who has answered goes on from there: no event is told twice.
  let seen = after;
  const onPart = (part: JsonValue) => {
    const { event } = part as { readonly event?: { readonly n: number } };
    seen = event?.n ?? seen;
    progress.part(part);
  };
  try {
    for (;;) {
      const report = await session.call<Report>(
        "run.follow",
        { run, after: seen },
        { onPart, signal: leaving.signal },
      );
      progress.rest();
      if (await answeredByPerson(session, report)) continue;
      await finishStream();
      return outcomeOf(report, terminal.columns, interrupted);
    }
  } finally {
    progress.rest();
    leaving.abort(new Error("the command is over"));
    release();
  }
}

/** True when a person at this terminal has decided, so that the run goes on. */
async function answeredByPerson(session: Session, report: Report): Promise<boolean> {
  const ask = report.asks.find(({ kind }) => kind !== "question");
  if (!ask || report.standing !== "waiting" || !session.mayAsk) return false;
  const value = await decisionOf(session, ask, report.dir);
  if (value === null) return false;
  await session.call("run.answer", { run: report.run, ask: ask.ask, value });
  return true;
}

/** What a person says of an approval or a doubt, shown whole before; null when there is no answer. */
async function decisionOf({ terminal }: Session, ask: Ask, dir: string): Promise<JsonValue> {
  const isPlan = ask.kind === "approval" && ask.step === null;
  const head = isPlan ? `This plan changes things in ${dir}:` : ask.question;
  terminal.note(wrap(oneLine(head), terminal.columns, "  "));
  for (const line of renderSubject(ask, terminal.columns)) terminal.note(line);
  if (ask.kind === "approval") return askPerson(terminal, "Go on?");
  return askChoice(terminal, "What is so?", ["happened", "repeat", "fail"]);
}

export function outcomeOf(report: Report, columns: number, interrupted: boolean): Outcome {
  const exit = interrupted ? EXIT.interrupted : exitCodeOfReport(report);
  return {
    data: report as object as Outcome["data"],
    text: renderReport(report, columns),
    exit,
    ...(exit === EXIT.done ? {} : { error: errorOf(report) }),
  };
}

/** What a program reads when a run did not end well: the outcome as the code. */
function errorOf(report: Report): NonNullable<Outcome["error"]> {
  const { outcome, standing, reason, missing, asks, label, error } = report;
  if (error) return error;
  const [ask] = asks;
  if (standing === "waiting") {
    const message = ask?.question ?? "the run waits for a person";
    const code = ask?.kind === "question" || ask?.kind === "doubt" ? ask.kind : "approval";
    return { code, message, ...(ask ? { hint: howToAnswer(ask, label) } : {}) };
  }
  const message = reason || missing[0] || (outcome ?? standing);
  const hint = outcome === "budget" ? budgetMend(reason) : null;
  return { code: outcome ?? standing, message, ...(hint === null ? {} : { hint }) };
}
