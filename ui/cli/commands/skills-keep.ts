import type { Command } from "commander";

import type { JsonValue } from "../../../kernel/json.ts";
import { addLeaf, type Menu } from "../command.ts";
import { EXIT } from "../exit-code.ts";
import type { Outcome } from "../outcome.ts";
import { askPerson } from "../prompt.ts";
import { bad, dim, good, harmless, oneLine, wrap } from "../render/text.ts";
import type { Session } from "../session.ts";

/** What `skills.keep` answers. */
export interface Kept {
  readonly name: string;
  readonly run: string;
  readonly path: string;
  readonly trigger: string;
  readonly slots: readonly {
    readonly name: string;
    readonly type: string;
    readonly value: string | number;
  }[];
  readonly notes: readonly string[];
  readonly change: "new" | "changed" | "same";
  readonly diff: string;
  readonly written: boolean;
}

interface Options {
  readonly name?: string;
  readonly yes?: boolean;
}

export function addKeep(menu: Menu, skills: Command): void {
  addLeaf<Options>(menu, skills, {
    name: "keep",
    summary: "Make a skill of a proved run: the next goal of its kind needs no model.",
    examples: ["glassbox skills keep @", "glassbox skills keep k3p9 --name move-notes --yes"],
    build: (command) =>
      void command
        .argument("<run>", "a run that ended done, by its first letters; @ is the last")
        .option("--name <name>", "what the skill is called; made of the goal's words without it")
        .option("--yes", "write it; with --name, in the place of the skill that has the name"),
    handler: (session, [run], options) => keep(session, run!, options),
  });
}

async function keep(session: Session, run: string, { name, yes }: Options): Promise<Outcome> {
  const request = { run, ...(name === undefined ? {} : { name }) };
  const call = (write: boolean) => session.call<Kept>("skills.keep", { ...request, write });
  const { columns } = session.terminal;
  const draft = await call(false);
  const data = (kept: Kept) => kept as object as JsonValue;
  if (draft.change === "same")
    return { data: data(draft), text: `${draft.name} is kept as it is: ${oneLine(draft.path)}` };
  if (yes) {
    const kept = await call(true);
    return { data: data(kept), text: `${renderKept(kept, columns)}\n${done(kept)}` };
  }
  // What is there already is replaced only by name and word.
  if (draft.change === "new" && session.mayAsk) {
    session.terminal.note(renderKept(draft, columns));
    const answer = await askPerson(session.terminal, `Keep it as ${draft.name}?`);
    if (answer) {
      const kept = await call(true);
      return { data: data(kept), text: done(kept) };
    }
    if (answer === false)
      return { data: data(draft), text: "nothing was written", exit: EXIT.approval };
  }
  const hint = `glassbox skills keep ${draft.run} --name ${draft.name} --yes`;
  const message = `nothing was written yet: ${draft.name} is ${draft.change}`;
  return {
    data: data(draft),
    text: `${renderKept(draft, columns)}\n${message}\n  ${hint}`,
    exit: EXIT.approval,
    error: { code: "approval", message, hint },
  };
}

function done({ name, path, trigger }: Kept): string {
  return `${good("✓")} kept ${name}: goals like “${oneLine(trigger)}” need no model\n  ${oneLine(path)}`;
}

/** What would be written, line by line, and what a reader should know of it. */
export function renderKept({ diff, trigger, slots, notes }: Kept, columns: number): string {
  const values = slots.map(
    ({ name, type, value }) => `  {${name}}  ${type}, here ${oneLine(JSON.stringify(value))}`,
  );
  const lines = [
    ...(diff === "" ? [] : diff.split("\n").map(coloured)),
    `covers “${oneLine(trigger)}”`,
    ...values,
    ...notes.map((note) => `note: ${oneLine(note)}`),
  ];
  return lines.map((line) => wrap(line, columns, "    ")).join("\n");
}

function coloured(line: string): string {
  const text = harmless(line);
  if (/^(---|\+\+\+|@@)/.test(text)) return dim(text);
  if (text.startsWith("+")) return good(text);
  return text.startsWith("-") ? bad(text) : text;
}
