import { describe, expect, test } from "bun:test";
import { type Command, CommanderError } from "commander";

import { normalise } from "./options.ts";
import { buildProgram } from "./program.ts";

function everything(command: Command): Command[] {
  const shown = command
    .createHelp()
    .visibleCommands(command)
    .filter((one) => one.name() !== "help");
  return [command, ...shown.flatMap(everything)];
}

function pathOf(command: Command): string {
  return command.parent ? `${pathOf(command.parent)} ${command.name()}`.trim() : "";
}

describe("help", () => {
  const program = buildProgram(async () => {});
  test.each(everything(program).map((command) => [pathOf(command), command] as const))(
    "%s says what it does, with two examples of its own, in 100 columns",
    (path, command) => {
      let help = "";
      command.configureOutput({ writeOut: (text) => (help += text), writeErr: () => {} });
      command.outputHelp();
      expect(command.description()).toMatch(/^[A-Z].*\.$/);
      expect(command.description().split("\n")).toHaveLength(1);
      const examples = help.split("\n").filter((line) => line.startsWith("  $ "));
      expect(examples).toHaveLength(2);
      for (const example of examples) expect(example).toContain(path.split(" ")[0]!);
      for (const line of help.split("\n")) expect(line.length).toBeLessThanOrEqual(100);
    },
  );
});

/** The words of an example as a shell would hand them over. */
function words(example: string): string[] {
  const inner = /glassbox ([^|)]*)/.exec(example)![1]!;
  return [...inner.matchAll(/"([^"]*)"|'([^']*)'|(\S+)/g)].map(([, a, b, c]) => a ?? b ?? c!);
}

const examples: string[] = [];
buildProgram(async () => {}, examples);

test.each(examples.map((example) => [example]))("the example %p is understood", async (example) => {
  const performed: string[] = [];
  const program = buildProgram(async (command) => void performed.push(pathOf(command)));
  const args = normalise(words(example));
  await program.parseAsync(args, { from: "user" });
  expect(performed).toHaveLength(1);
  expect(args.join(" ")).toStartWith(performed[0]!.replace(/ list$/, ""));
});

test("an unknown flag or command is an error and not an answer", async () => {
  for (const args of [["runs", "ls", "--jsno"], ["rnu"], ["show", "a", "b"], ["stop"]]) {
    const program = buildProgram(async () => {});
    for (const one of [
      program,
      ...program.commands,
      ...program.commands.flatMap((c) => [...c.commands]),
    ]) {
      one.copyInheritedSettings(program).configureOutput({ writeErr: () => {} });
    }
    const parsed = program.parseAsync(args, { from: "user" });
    expect(await parsed.catch((error: unknown) => error)).toBeInstanceOf(CommanderError);
  }
});
