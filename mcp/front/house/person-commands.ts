const COMMANDS: Readonly<Record<string, string>> = {
  "run.answer": "glassbox approve RUN, glassbox deny RUN or glassbox answer RUN VALUE",
  "run.undo": "glassbox undo RUN",
  "run.rewind": "glassbox rewind RUN@N",
  "run.fork": "glassbox fork RUN@N",
  "runs.erase": "glassbox runs rm RUN --erase",
  "runs.import": "glassbox runs import FILE",
  "runs.archive": "glassbox runs archive",
  "grants.revoke": "glassbox grants revoke GRANT",
  "config.set": "glassbox config set KEY VALUE",
  "models.use": "glassbox models use MODEL",
  "python.add": "glassbox python add NAME",
  "python.remove": "glassbox python rm NAME",
  "servers.add": "glassbox mcp add NAME -- COMMAND",
  "servers.remove": "glassbox mcp rm NAME",
  "servers.approve": "glassbox mcp approve SERVER --list",
  "skills.add": "glassbox skills add PATH",
  "skills.keep": "glassbox skills keep RUN",
  "home.backup": "glassbox backup FILE",
};

/** How a person says at a terminal what no tool may say. */
export function commandOf(verb: string): string {
  return COMMANDS[verb] ?? "glassbox --help names the command";
}
