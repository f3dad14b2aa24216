import { Command } from "commander";

import { VERSION } from "../socket/index.ts";
import { addExamples, type Menu, type Perform } from "./command.ts";
import { addApprovals } from "./commands/approve.ts";
import { addAsk } from "./commands/ask.ts";
import { addBackup } from "./commands/backup.ts";
import { addBisect } from "./commands/bisect.ts";
import { addCompletion } from "./commands/completion.ts";
import { addConfig } from "./commands/config.ts";
import { addConnect } from "./commands/connect.ts";
import { addDemo } from "./commands/demo.ts";
import { addDiff } from "./commands/diff.ts";
import { addDoctor } from "./commands/doctor.ts";
import { addGrants } from "./commands/grants.ts";
import { addLog } from "./commands/log.ts";
import { addMcp } from "./commands/mcp.ts";
import { addModels } from "./commands/models.ts";
import { addPython } from "./commands/python.ts";
import { addRestore } from "./commands/restore.ts";
import { addReplay } from "./commands/replay.ts";
import { addRun } from "./commands/run.ts";
import { addRuns } from "./commands/runs.ts";
import { addSecrets } from "./commands/secrets.ts";
import { addServe } from "./commands/serve.ts";
import { addShow } from "./commands/show.ts";
import { addSkills } from "./commands/skills.ts";
import { addStatus } from "./commands/status.ts";
import { addSteering } from "./commands/steer.ts";
import { addTime } from "./commands/time.ts";
import { addTokens } from "./commands/tokens.ts";
import { addTools } from "./commands/tools.ts";
import { addUninstall } from "./commands/uninstall.ts";
import { addVerify } from "./commands/verify.ts";
import { addWhy } from "./commands/why.ts";
import { addCommonOptions } from "./options.ts";

/** The whole command line. Nothing is performed but through `perform`. */
export function buildProgram(perform: Perform, examples: string[] = []): Command {
  const program = new Command("glassbox");
  program
    .description("A local-first agent kernel: every claim checked, every step visible.")
    .version(VERSION, "-V, --version", "print the version")
    .usage("COMMAND [ARGUMENTS]")
    .exitOverride()
    .showSuggestionAfterError(true)
    .configureHelp({ showGlobalOptions: false, helpWidth: 100, subcommandTerm });
  addCommonOptions(program);
  const menu: Menu = { program, perform, examples };
  addRun(menu);
  addAsk(menu);
  addStatus(menu);
  addSteering(menu);
  addApprovals(menu);
  addShow(menu);
  addLog(menu);
  addWhy(menu);
  addDiff(menu);
  addBisect(menu);
  addTime(menu);
  addRuns(menu);
  addGrants(menu);
  addSecrets(menu);
  addSkills(menu);
  addTools(menu);
  addModels(menu);
  addPython(menu);
  addMcp(menu);
  addConnect(menu);
  addServe(menu);
  addTokens(menu);
  addConfig(menu);
  addDoctor(menu);
  addReplay(menu);
  addVerify(menu);
  addBackup(menu);
  addRestore(menu);
  addUninstall(menu);
  addDemo(menu);
  addCompletion(menu);
  addExamples(menu, program, ["glassbox demo", 'glassbox ask "Which tasks are overdue?"']);
  return program;
}

/** The list of commands shows names and arguments; their options are in their own help. */
function subcommandTerm(command: Command): string {
  const args = command.registeredArguments.map((argument) => {
    const name = argument.variadic ? `${argument.name()}...` : argument.name();
    return argument.required ? name.toUpperCase() : `[${name.toUpperCase()}]`;
  });
  return [command.name(), ...args].join(" ");
}
