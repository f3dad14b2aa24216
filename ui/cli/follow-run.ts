import { EXIT, exitCodeOfReport } from "./exit-code.ts";
import { onInterrupt } from "./interrupt.ts";
import type { Outcome } from "./outcome.ts";
import { createProgress } from "./progress.ts";
import { askPerson } from "./prompt.ts";
import { renderEffect, renderReport } from "./render/report.ts";
import type { Report } from "./report.ts";
import type { Session } from "./session.ts";
import { streamEvents } from "./stream-events.ts";

/** Follows a run to where nothing more happens without a person, and asks that person when there is one. */
export async function followRun(session: Session, run: string): Promise<Outcome> {
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
  try {
    for (;;) {
      const report = await session.call<Report>(
        "run.follow",
        { run },
        { onPart: (part) => progress.part(part), signal: leaving.signal },
      );
      progress.rest();
      if (await answeredApproval(session, report)) continue;
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
async function answeredApproval(session: Session, report: Report): Promise<boolean> {
  const approval = report.asks.find((ask) => ask.kind === "approval");
  if (!approval || report.standing !== "waiting" || !session.mayAsk) return false;
  session.terminal.note(`This plan changes things in ${report.dir}:`);
  for (const effect of approval.detail.effects ?? [])
    session.terminal.note(renderEffect(effect, session.terminal.columns));
  const answer = await askPerson(session.terminal, "Go on?");
  if (answer === null) return false;
  await session.call("run.answer", { run: report.run, ask: approval.ask, value: answer });
  return true;
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
  if (standing === "waiting") {
    const message = asks[0]?.question ?? "the run waits for a person";
    return { code: "approval", message, hint: `glassbox approve ${label}` };
  }
  return { code: outcome ?? standing, message: reason || missing[0] || (outcome ?? standing) };
}
