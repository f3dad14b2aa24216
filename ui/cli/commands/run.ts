import { resolve } from "node:path";
import type { Command } from "commander";

import { usage } from "../../../kernel/error.ts";
import type { JsonObject, JsonValue } from "../../../kernel/json.ts";
import { parseBudget } from "../budget.ts";
import { addLeaf, type Menu } from "../command.ts";
import { assertWritable, readInput, readPlanFile, writeResult } from "../files.ts";
import { followRun } from "../follow-run.ts";
import { addStreamOptions } from "../options.ts";
import type { Outcome } from "../outcome.ts";
import { type Preview, renderPreview } from "../render/plan.ts";
import { renderVerdict } from "../render/report.ts";
import { harmless } from "../render/text.ts";
import type { Report } from "../report.ts";
import type { Session } from "../session.ts";

export interface RunOptions {
  readonly dir: string;
  readonly plan?: string;
  readonly model?: string;
  /** False with `--no-examples`. */
  readonly examples?: boolean;
  readonly dryRun?: boolean;
  readonly output?: string;
  readonly budget?: string;
  readonly allow?: readonly string[];
  readonly yes?: boolean;
  readonly detach?: boolean;
}

export function addRun(menu: Menu): void {
  addLeaf<RunOptions>(menu, menu.program, {
    name: "run",
    summary: "Reach a goal: plan it, do it, check it, answer with the proof.",
    examples: [
      'glassbox run "Rename Bluebird to Kestrel everywhere" --dry-run',
      "glassbox run --plan plan.json --yes --budget steps=200,time=5m",
    ],
    build(command) {
      addRunOptions(command);
      command
        .option("--yes", "approve the effects of the plan that can be undone")
        .option(
          "--allow <pattern>",
          "approve a tool, or only paths or arguments: server__tool:pattern (repeatable)",
          (value: string, all: readonly string[] = []) => [...all, value],
        );
    },
    handler: (session, words, options) => startRun(session, words, options, "write"),
  });
}

/** What `run` and `ask` have in common. */
export function addRunOptions(command: Command): Command {
  command
    .argument("[goal]", "what is to be reached, in quotes")
    .argument("[-]", "read standard input as data for the goal")
    .option("--dir <dir>", "the directory to work in", ".")
    .option("--plan <file>", "run this plan instead of making one")
    .option("--model <name>", "plan with this model, such as ollama/qwen3:4b; a remote one only so")
    .option("--no-examples", "show the model no worked examples and no steps of earlier runs")
    .option("--dry-run", "show the plan, its effects and its cost, run nothing")
    .option("-o, --output <file>", "write the answer (or the plan of --dry-run) to a file")
    .option("--budget <limits>", "steps=40,usd=0.10,time=5m,tokens=20k,model-calls=5")
    .option("--detach", "leave the run to the kernel and return");
  return addStreamOptions(command);
}

export async function startRun(
  session: Session,
  words: readonly string[],
  options: RunOptions,
  access: "read" | "write",
): Promise<Outcome> {
  // With a plan, which has a goal of its own, - may stand alone.
  const [goal, dash] = words[0] === "-" ? [undefined, ...words] : words;
  const plan = options.plan === undefined ? undefined : readPlanFile(options.plan);
  const request = {
    goal: goalOf(goal, plan),
    dir: resolve(options.dir),
    access,
    ...(plan ? { plan } : {}),
    ...(options.model === undefined ? {} : { model: options.model }),
    ...(options.examples === false ? { examples: false } : {}),
  };
  if (options.output !== undefined) assertWritable("-o", options.output);
  const budget = options.budget === undefined ? {} : parseBudget(options.budget);
  if (options.detach && session.options.inline)
    throw usage(
      "--detach leaves the run to a kernel process, and --inline has none",
      "leave one out",
    );
  if (options.dryRun) return preview(session, request, options.output);
  const input = await readInput(dash, session.mayAsk);
  const started = await session.call<{ run: string; label: string }>("run.start", {
    ...request,
    budget,
    ...(input === undefined ? {} : { input }),
    ...(options.yes ? { yes: true } : {}),
    ...(options.allow ? { allow: options.allow } : {}),
  });
  if (options.detach) {
    const text = `${started.label}\n  glassbox status   or   glassbox show ${started.label}`;
    return { data: started, text };
  }
  const outcome = await followRun(session, started.run);
  return options.output === undefined ? outcome : saved(outcome, options.output, session);
}

function goalOf(goal: string | undefined, plan: JsonObject | undefined): string {
  const planned = plan?.["goal"];
  const text = goal ?? (typeof planned === "string" ? planned : undefined);
  if (text !== undefined && text.trim() !== "") return text.trim();
  if (plan) return "run a plan";
  throw usage("which goal?", 'glassbox run "Rename Bluebird to Kestrel everywhere"');
}

async function preview(
  session: Session,
  request: { readonly dir: string; readonly goal: string },
  output: string | undefined,
): Promise<Outcome> {
  const found = await session.call<Preview>("run.preview", request);
  const data = found as object as JsonValue;
  if (output === undefined)
    return { data, text: renderPreview(found, request.goal, session.terminal.columns) };
  writeResult(output, JSON.stringify({ goal: request.goal, ...found.plan }, null, 2));
  return { data, text: `the plan is in ${output}\n  glassbox run --plan ${output}` };
}

function saved(outcome: Outcome, output: string, session: Session): Outcome {
  const report = outcome.data as object as Report;
  if (report.answer === "") return outcome;
  writeResult(output, harmless(report.answer));
  return { ...outcome, text: renderVerdict(report, session.terminal.columns) };
}
