import { KernelError, usage } from "../../../kernel/error.ts";
import { isObject, type JsonValue } from "../../../kernel/json.ts";
import { addLeaf, type Menu } from "../command.ts";
import { EXIT } from "../exit-code.ts";
import { followRun } from "../follow-run.ts";
import { addStreamOptions } from "../options.ts";
import type { Outcome } from "../outcome.ts";
import { renderEffect } from "../render/report.ts";
import { oneLine } from "../render/text.ts";
import type { Ask, Report } from "../report.ts";
import type { Session } from "../session.ts";

interface Options {
  readonly ask?: string;
  readonly detach?: boolean;
}

/** What a person decides for a run that waits. */
export function addApprovals(menu: Menu): void {
  addLeaf<Options>(menu, menu.program, {
    name: "approve",
    summary: "Approve what a run asks to change, and follow it to its end.",
    examples: ["glassbox approve k3p9", "glassbox approve @ --detach"],
    build: (command) => buildDecision(command),
    handler: (session, [run], options) =>
      decide(session, run!, "approval", options, (ask, dir) => {
        showApproved(session, ask, dir);
        return true;
      }),
  });
  addLeaf<Options>(menu, menu.program, {
    name: "deny",
    summary: "Refuse what a run asks to change: it ends, and nothing is changed.",
    examples: ["glassbox deny k3p9", "glassbox deny @"],
    build: (command) => buildDecision(command),
    async handler(session, [run], options) {
      const outcome = await decide(session, run!, "approval", options, () => false);
      const report = outcome.data as object as Partial<Report>;
      // The run is denied, and that is just what this command was for.
      return report.outcome === "denied"
        ? { data: outcome.data, text: `denied: ${report.label} ends, nothing was changed` }
        : outcome;
    },
  });
  addLeaf<Options>(menu, menu.program, {
    name: "answer",
    summary: "Answer a question that a run asks, and follow it to its end.",
    examples: ['glassbox answer k3p9 "the red one"', "glassbox answer @ 42"],
    build(command) {
      buildDecision(command);
      command.argument("<value>", "the answer: text, or JSON where the question wants it");
    },
    handler: (session, [run, value], options) =>
      decide(session, run!, "question", options, (ask) => valueFor(ask, value!)),
  });
}

function buildDecision(command: Parameters<typeof addStreamOptions>[0]): void {
  command
    .argument("<run>", "a run, by its first letters; @ is the last")
    .option("--ask <id>", "which question, when there are several")
    .option("--detach", "do not wait for the run");
  addStreamOptions(command);
}

async function decide(
  session: Session,
  name: string,
  kind: "approval" | "question",
  { ask: wanted, detach }: Options,
  valueOf: (ask: Ask, dir: string) => JsonValue,
): Promise<Outcome> {
  const report = await session.call<Report>("run.report", { run: name });
  const fitting = report.asks.filter((one) => (kind === "approval") === (one.kind === "approval"));
  const asks = wanted === undefined ? fitting : report.asks.filter((one) => one.ask === wanted);
  const [ask] = asks;
  if (!ask) {
    throw new KernelError(
      "not_found",
      `run ${report.label} waits for no ${kind === "approval" ? "approval" : "answer"}`,
      {
        hint: "glassbox status shows what waits",
      },
    );
  }
  if (asks.length > 1)
    throw usage(
      `run ${report.label} asks several things`,
      `add --ask ${asks.map((one) => one.ask).join(" or ")}`,
    );
  const { run } = report;
  const answered = await session.call<{ ask: string }>("run.answer", {
    run,
    ask: ask.ask,
    value: valueOf(ask, report.dir),
  });
  if (detach)
    return { data: { run, ...answered }, text: `answered ${report.label}`, exit: EXIT.done };
  return followRun(session, run);
}

/** Says what the yes is for: the effects, their arguments and where those come from. */
function showApproved({ note, terminal }: Session, { detail }: Ask, dir: string): void {
  note(`approving, in ${oneLine(dir)}:`);
  for (const effect of detail.effects ?? []) note(renderEffect(effect, terminal.columns));
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
