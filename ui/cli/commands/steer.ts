import { addLeaf, type Menu } from "../command.ts";
import { followRun } from "../follow-run.ts";
import { addStreamOptions } from "../options.ts";

export function addSteering(menu: Menu): void {
  addLeaf<{ detach?: boolean }>(menu, menu.program, {
    name: "resume",
    summary: "Go on with a run that was interrupted; without a name, with the last one.",
    examples: ["glassbox resume", "glassbox resume r7k2"],
    build(command) {
      command
        .argument("[run]", "a run, by its first letters")
        .option("--detach", "do not wait for it");
      addStreamOptions(command);
    },
    async handler(session, [run], { detach }) {
      const resumed = await session.call<{ run: string; label: string }>(
        "run.resume",
        run === undefined ? {} : { run },
      );
      if (detach) return { data: resumed, text: `${resumed.label} goes on` };
      return followRun(session, resumed.run);
    },
  });
  addLeaf(menu, menu.program, {
    name: "stop",
    summary: "Stop a run; what it did is on record.",
    examples: ["glassbox stop r7k2", "glassbox stop @"],
    build: (command) =>
      void command.argument("<run>", "a run, by its first letters; @ is the last"),
    async handler(session, [run]) {
      const stopped = await session.call<{ run: string }>("run.stop", { run });
      return { data: stopped, text: `stopping ${stopped.run}` };
    },
  });
}
