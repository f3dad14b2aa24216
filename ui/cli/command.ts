import type { Command } from "commander";

import { addCommonOptions } from "./options.ts";
import type { Outcome } from "./outcome.ts";
import type { Session } from "./session.ts";

/** What a command does with its arguments and options; null when it has printed all there is. */
export type Handler<O extends object = object> = (
  session: Session,
  args: readonly string[],
  options: O,
) => Promise<Outcome | null>;

/** Runs a handler; tests put another one in its place. */
export type Perform = (
  command: Command,
  handler: Handler,
  args: readonly string[],
) => Promise<void>;

/** What is needed to add commands: where, and how they are performed. */
export interface Menu {
  readonly program: Command;
  readonly perform: Perform;
  /** Every example of every help text; tests try them. */
  readonly examples: string[];
}

export interface LeafParts<O extends object> {
  readonly name: string;
  readonly summary: string;
  readonly examples: readonly [string, string];
  /** What its group does when no command is named. */
  readonly isDefault?: boolean;
  /** Adds arguments and options. */
  build?(command: Command): void;
  readonly handler: Handler<O>;
}

/** One command with its two examples. */
export function addLeaf<O extends object>(menu: Menu, parent: Command, parts: LeafParts<O>): void {
  const command = parent.command(parts.name, { isDefault: parts.isDefault ?? false });
  command.description(parts.summary);
  parts.build?.(command);
  addCommonOptions(command);
  addExamples(menu, command, parts.examples);
  command.action(async () => {
    const args = command.processedArgs.flat().filter((arg) => arg !== undefined) as string[];
    await menu.perform(command, parts.handler as Handler, args);
  });
}

/** A noun that holds commands. */
export function addGroup(
  menu: Menu,
  name: string,
  summary: string,
  examples: readonly [string, string],
): Command {
  const group = menu.program.command(name).description(summary);
  addExamples(menu, group, examples);
  return group;
}

export function addExamples(menu: Menu, command: Command, examples: readonly string[]): void {
  menu.examples.push(...examples);
  const lines = examples.map((example) => `  $ ${example}`);
  command.addHelpText("after", `\nExamples:\n${lines.join("\n")}`);
}
