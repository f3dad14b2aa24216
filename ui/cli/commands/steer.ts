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
  addLeaf<{ now?: boolean }>(menu, menu.program, {
    name: "stop",
    summary: "Stop a run once what is under way has ended; what it did is on record.",
    examples: ["glassbox stop r7k2", "glassbox stop @ --now"],
    build: (command) =>
      void command
        .argument("<run>", "a run, by its first letters; @ is the last")
        .option("--now", "cancel and abandon what is under way"),
    async handler(session, [run], { now = false }) {
      const stopped = await session.call<{ run: string }>("run.stop", { run, now });
      const words = now ? "what was under way is abandoned" : "what is under way is heard out";
      return { data: stopped, text: `stopping ${stopped.run}: ${words}` };
    },
  });
}
