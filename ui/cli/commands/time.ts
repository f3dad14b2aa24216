import { resolve } from "node:path";
import type { Command } from "commander";

import { usage } from "../../../kernel/error.ts";
import type { JsonValue } from "../../../kernel/json.ts";
import type { GivenBack } from "../../../plugins/time/give-back.ts";
import { parseBudget } from "../budget.ts";
import { addLeaf, type Menu } from "../command.ts";
import { EXIT } from "../exit-code.ts";
import { followRun } from "../follow-run.ts";
import { addStreamOptions } from "../options.ts";
import type { Outcome } from "../outcome.ts";
import { renderGiven, renderPlanned } from "../render/given-back.ts";
import { dim, good, oneLine } from "../render/text.ts";

interface RestoreOptions {
  readonly dryRun?: boolean;
  readonly onConflict: string;
}

interface Undone {
  readonly kind: "run" | "rewind" | "restore";
  readonly of: string;
  readonly label: string | null;
  readonly goal: string | null;
  readonly files: GivenBack;
  readonly tree: { readonly equal: boolean; readonly others: readonly string[] } | null;
}

interface Rewound {
  readonly run: string;
  readonly label: string;
  readonly at: number;
  readonly leaves: number;
  readonly branch: string | null;
  readonly files: GivenBack | null;
}

interface Forked {
  readonly run: string;
  readonly label: string;
  readonly of: string;
  readonly at: number;
  readonly told: number;
  readonly files: GivenBack | null;
}

const ADDRESS = "RUN@N (an event) or RUN@STEP; @ is the last run, so @@7 is its event 7";

export function addTime(menu: Menu): void {
  addFork(menu);
  addRewind(menu);
  addUndo(menu);
}

function addUndo(menu: Menu): void {
  addLeaf<RestoreOptions>(menu, menu.program, {
    name: "undo",
    summary: "Take back the last thing done to the files here: a run's changes, or a rewind.",
    examples: ["glassbox undo", "glassbox undo @ --dry-run"],
    build(command) {
      command.argument("[of]", "a run, or the name of a restore; without it the last one here");
      addRestoreOptions(command);
    },
    async handler(session, [of], { dryRun = false, onConflict }) {
      const about = of === undefined ? { dir: resolve(".") } : { of };
      const how = conflictMode(onConflict);
      const undone = await session.call<Undone>("run.undo", { ...about, dryRun, onConflict: how });
      const data = undone as object as JsonValue;
      const head = headOf(undone);
      if (dryRun)
        return { data, text: [`${head} would be taken back:`, ...planned(undone)].join("\n") };
      const text = [...renderGiven(undone.files), ...treeLines(undone), dim(`  ${head}`)].join(
        "\n",
      );
      return { data, text, ...exitOf(undone.files) };
    },
  });
}

function addRewind(menu: Menu): void {
  addLeaf<RestoreOptions & { files?: boolean }>(menu, menu.program, {
    name: "rewind",
    summary: "Take a run back to one of its events; it goes on from there when it is resumed.",
    examples: ["glassbox rewind r7k2@12 --files --dry-run", "glassbox rewind @@s3"],
    build(command) {
      command.argument("<moment>", ADDRESS).option("--files", "bring its files back too");
      addRestoreOptions(command);
    },
    async handler(session, [run], { files = false, dryRun = false, onConflict }) {
      const input = { run, files, dryRun, onConflict: conflictMode(onConflict) };
      const rewound = await session.call<Rewound>("run.rewind", input);
      const data = rewound as object as JsonValue;
      const { label, at, leaves } = rewound;
      const away = `${leaves - at} ${leaves - at === 1 ? "event" : "events"}`;
      if (dryRun) {
        const lines = rewound.files ? renderPlanned(rewound.files) : [];
        const text = [`${label} would go back to event ${at}, ${away} before its end`, ...lines];
        return { data, text: text.join("\n") };
      }
      const lines = [
        ...(rewound.files ? renderGiven(rewound.files) : []),
        `${good("✓")} ${label} is back at event ${at}; nothing is off the record`,
        dim(`  go on: glassbox resume ${label}   take it back: glassbox undo`),
      ];
      return { data, text: lines.join("\n"), ...(rewound.files ? exitOf(rewound.files) : {}) };
    },
  });
}

interface ForkOptions {
  readonly goal?: string;
  readonly model?: string;
  readonly set?: readonly string[];
  readonly budget?: string;
  readonly yes?: boolean;
  readonly files?: boolean;
  readonly onConflict: string;
  readonly detach?: boolean;
}

function addFork(menu: Menu): void {
  addLeaf<ForkOptions>(menu, menu.program, {
    name: "fork",
    summary: "Begin a new run that shares another one up to an event, and goes on otherwise.",
    examples: [
      'glassbox fork r7k2@12 --goal "Rename Bluebird to Osprey everywhere"',
      "glassbox fork @@s2 --set 'plan.steps.s3.do.tool.args.path=\"notes/b.md\"'",
    ],
    build(command) {
      command
        .argument("<moment>", ADDRESS)
        .option("--goal <text>", "another goal, planned anew")
        .option("--model <name>", "plan with this model from there on")
        .option(
          "--set <path=json>",
          "facts.NAME, answers.ASK, plan.steps.ID.… (repeatable)",
          (value: string, all: readonly string[] = []) => [...all, value],
        )
        .option("--budget <limits>", "what it may spend: steps=40,usd=0.10,time=5m,tokens=20k")
        .option("--yes", "approve the effects of its plan that can be undone")
        .option("--files", "bring the files back to that event first")
        .option("--on-conflict <how>", "with --files: skip, both or force", "skip")
        .option("--detach", "leave the run to the kernel and return");
      addStreamOptions(command);
    },
    async handler(session, [run], options): Promise<Outcome> {
      const { goal, model, budget, files = false, onConflict } = options;
      const forked = await session.call<Forked>("run.fork", {
        run,
        ...(goal === undefined ? {} : { goal }),
        ...(model === undefined ? {} : { model }),
        ...(budget === undefined ? {} : { budget: { ...parseBudget(budget) } }),
        set: (options.set ?? []).map(setting),
        yes: options.yes === true,
        files,
        onConflict: conflictMode(onConflict),
      });
      const effects = forked.told === 1 ? "one effect" : `${forked.told} effects`;
      const told = forked.told === 0 ? "" : `, told of ${effects} that it would not know of`;
      const origin = `${forked.label} shares ${forked.of} up to event ${forked.at}${told}`;
      if (options.detach) return { data: forked as object as JsonValue, text: origin };
      for (const line of forked.files ? renderGiven(forked.files) : []) session.note(line);
      session.note(origin);
      return followRun(session, forked.run, forked.at);
    },
  });
}

function addRestoreOptions(command: Command): void {
  command
    .option("--dry-run", "show what would be done, change nothing")
    .option(
      "--on-conflict <how>",
      "a file that was changed since: skip it, put it beside (both), or force",
      "skip",
    );
}

function conflictMode(text: string): string {
  if (["skip", "both", "force"].includes(text)) return text;
  throw usage(`--on-conflict must be skip, both or force, not "${text}"`);
}

/** `PATH=JSON`; what is no JSON is a text. */
function setting(text: string): { path: string; value: JsonValue } {
  const at = text.indexOf("=");
  if (at < 1) throw usage(`--set: "${text}" has no value`, "write it like facts.city='\"Turku\"'");
  const written = text.slice(at + 1);
  try {
    return { path: text.slice(0, at), value: JSON.parse(written) as JsonValue };
  } catch {
    return { path: text.slice(0, at), value: written };
  }
}

function headOf({ kind, label, goal, of }: Undone): string {
  if (kind === "restore") return of.replace("/", " ");
  const what = `${label} ${oneLine(goal ?? "")}`.trim();
  return kind === "rewind" ? `the rewind of ${what}` : what;
}

function planned({ files }: Undone): string[] {
  const lines = renderPlanned(files);
  return lines.length > 0 ? lines : ["  its files are as they were before"];
}

const MOST_OTHERS = 10;

function treeLines({ tree }: Undone): string[] {
  if (!tree) return [];
  if (tree.equal) return ["  tree hash equal: the folder is as it was before the run"];
  const others = tree.others.slice(0, MOST_OTHERS).map(oneLine).join(", ");
  return [`  not by the run, left alone: ${others}`];
}

function exitOf({ skipped }: GivenBack): { exit?: number } {
  return skipped.length === 0 ? {} : { exit: EXIT.failed };
}
