import { Argument, type Command } from "commander";

import { addLeaf, type Menu } from "../command.ts";
import { connect } from "../../socket/index.ts";

const SHELLS = ["bash", "zsh", "fish"];

/** The script asks the bash-completion package for the words on the line; without that package, this answers. */
const WORDS_WITHOUT_PACKAGE = `
type _get_comp_words_by_ref >/dev/null 2>&1 || _get_comp_words_by_ref() {
    words=("\${COMP_WORDS[@]}") cword=$COMP_CWORD
    cur=\${COMP_WORDS[COMP_CWORD]} prev=\${COMP_WORDS[COMP_CWORD-1]}
}`;

/** `completion SHELL` prints a script; the script calls `complete -- WORDS` back. */
export function addCompletion(menu: Menu): void {
  addLeaf(menu, menu.program, {
    name: "completion",
    summary: "Print the completion script of a shell; it also completes runs.",
    examples: ["source <(glassbox completion bash)", "glassbox completion fish | source"],
    build: (command) =>
      void command.addArgument(new Argument("<shell>", "your shell").choices(SHELLS)),
    async handler({ terminal }, [shell]) {
      const { script } = await import("@bomb.sh/tab");
      if (shell === "bash") terminal.print(WORDS_WITHOUT_PACKAGE);
      script(shell!, menu.program.name(), menu.program.name());
      return null;
    },
  });
  menu.program
    .command("complete", { hidden: true })
    .argument("[words...]")
    .allowUnknownOption()
    .action((words: readonly string[]) => complete(menu.program, words));
}

async function complete(program: Command, words: readonly string[]): Promise<void> {
  const { default: tab } = await import("@bomb.sh/tab");
  const runs = words.length > 1 ? await runLabels() : [];
  for (const { name, command } of named(program, "")) {
    const described = tab.command(name, command.description());
    for (const option of command.createHelp().visibleOptions(command)) {
      const flag = option.long?.slice(2);
      if (flag === undefined) continue;
      if (option.required) described.option(flag, option.description, () => {});
      else described.option(flag, option.description);
    }
    for (const argument of command.registeredArguments) {
      described.argument(argument.name(), (add) => {
        for (const choice of argument.argChoices ?? []) add(choice, "");
        if (NAMES_RUN.has(argument.name())) for (const { label, goal } of runs) add(label, goal);
      });
    }
  }
  tab.parse([...words]);
}

function named(command: Command, path: string): { name: string; command: Command }[] {
  return command
    .createHelp()
    .visibleCommands(command)
    .flatMap((one) => {
      const name = path === "" ? one.name() : `${path} ${one.name()}`;
      return [{ name, command: one }, ...named(one, name)];
    });
}

interface Row {
  readonly label: string;
  readonly goal: string;
}

/** Arguments that begin with a run. */
const NAMES_RUN = new Set(["run", "moment", "of", "a", "b"]);

/** Only of a kernel that runs: a Tab key starts nothing. */
async function runLabels(): Promise<readonly Row[]> {
  const client = await connect({ start: false, onNotice: () => {} });
  try {
    const { runs } = (await client.call("runs.list", { limit: 30 })) as unknown as {
      runs: readonly Row[];
    };
    return runs;
  } catch {
    return [];
  } finally {
    await client.close();
  }
}
