import { type Command, CommanderError } from "commander";

import { type KernelError, usage } from "../../kernel/error.ts";
import type { OpenKernel } from "../socket/index.ts";
import type { Handler } from "./command.ts";
import { openEventSink } from "./event-sink.ts";
import { EXIT } from "./exit-code.ts";
import { bodyAndExit, renderFailure } from "./failure.ts";
import { Interrupted } from "./interrupt.ts";
import { commonOptions, normalise } from "./options.ts";
import { envelope, errorEnvelope, type Outcome } from "./outcome.ts";
import { buildProgram } from "./program.ts";
import { openSession } from "./session.ts";
import { createTerminal, type Terminal } from "./terminal.ts";

/** Reads a command line, performs it, and answers with the exit code. */
export async function runCli(args: readonly string[], openKernel: OpenKernel): Promise<number> {
  const terminal = createTerminal();
  let exit: number = EXIT.done;
  const perform = async (command: Command, handler: Handler, given: readonly string[]) => {
    exit = await performCommand(terminal, openKernel, command, handler, given);
  };
  const program = buildProgram(perform);
  program.configureOutput({ writeOut: (text) => terminal.print(text), writeErr: () => {} });
  for (const command of allCommands(program)) command.copyInheritedSettings(program);
  try {
    if (args.length === 0) program.outputHelp();
    else await program.parseAsync(normalise(args), { from: "user" });
    return exit;
  } catch (error) {
    const wantsJson = args.some((arg) => /^--json(=|$)/.test(arg));
    if (!(error instanceof CommanderError)) return fail(terminal, error, wantsJson);
    if (error.exitCode === 0) return EXIT.done;
    return fail(terminal, usageOf(error, program, args), wantsJson);
  }
}

async function performCommand(
  terminal: Terminal,
  openKernel: OpenKernel,
  command: Command,
  handler: Handler,
  args: readonly string[],
): Promise<number> {
  const options = commonOptions(command);
  let session;
  try {
    session = openSession(terminal, options, openEventSink(options, terminal), openKernel);
    const outcome = await handler(session, args, command.opts());
    if (outcome) show(terminal, outcome, options.json, options.jsonl);
    return outcome?.exit ?? EXIT.done;
  } catch (error) {
    if (error instanceof Interrupted) return EXIT.interrupted;
    return fail(terminal, error, options.json !== null);
  } finally {
    await session?.close();
  }
}

function show(
  terminal: Terminal,
  outcome: Outcome,
  fields: readonly string[] | null,
  jsonl: boolean,
): void {
  if (fields) terminal.print(JSON.stringify(envelope(outcome, fields)));
  else if (!jsonl && outcome.text !== "") terminal.page(outcome.text);
}

function fail(terminal: Terminal, error: unknown, json: boolean): number {
  const { body, exit } = bodyAndExit(error);
  if (json) terminal.print(JSON.stringify(errorEnvelope(body)));
  else terminal.note(renderFailure(body));
  return exit;
}

/** Commander's message as one of ours: the sentence with its did-you-mean, then where to look. */
function usageOf(error: CommanderError, program: Command, args: readonly string[]): KernelError {
  const path = [];
  let here = program;
  for (const arg of args) {
    const next = here.commands.find((command) => command.name() === arg);
    if (!next) continue;
    path.push(arg);
    here = next;
  }
  const help = ["glassbox", ...path, "--help"].join(" ");
  if (error.code === "commander.help") {
    const shown = here
      .createHelp()
      .visibleCommands(here)
      .map((command) => command.name());
    const names = shown.filter((name) => name !== "help");
    return usage(`which command? ${names.join(", ")}`, `see ${help}`);
  }
  const message = error.message
    .replace(/^error: /, "")
    // What somebody typed in the wrong place may be a secret.
    .replace(/(^too many arguments .* but got \d+): .*$/s, "$1")
    .replace(/(unknown option '--?[\w-]+)=.*'$/s, "$1'")
    .replace(/\n\(Did you mean (.*)\?\)$/s, " (did you mean $1?)");
  return usage(message, `see ${help}`);
}

function allCommands(command: Command): Command[] {
  return command.commands.flatMap((one) => [one, ...allCommands(one)]);
}
