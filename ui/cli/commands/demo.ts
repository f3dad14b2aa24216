import { usage } from "../../../kernel/error.ts";
import { didYouMean } from "../../../kernel/suggest.ts";
import { addLeaf, type Menu } from "../command.ts";
import { addStreamOptions } from "../options.ts";
import type { Outcome } from "../outcome.ts";
import type { Session } from "../session.ts";

type Demo = (session: Session) => Promise<Outcome>;

interface DemoOptions {
  readonly lie?: boolean;
}

/** Loaded when they are wanted: every other command starts without them. */
const DEMOS: Readonly<Record<string, () => Promise<Demo>>> = {
  vault: async () => (await import("./demo/vault.ts")).demoVault,
  plug: async () => (await import("./demo/plug.ts")).demoPlug,
};

export function addDemo(menu: Menu): void {
  addLeaf<DemoOptions>(menu, menu.program, {
    name: "demo",
    summary: "Copy an example to a new folder and show something with it.",
    examples: ["glassbox demo", "glassbox demo plug --lie"],
    build(command) {
      command
        .argument("[name]", "vault (a question to notes) or plug (a kill in the middle)", "vault")
        .option("--lie", "plug: instead of a kill, the outbox says it has sent what it has not");
      addStreamOptions(command);
    },
    async handler(session, [name], { lie }) {
      const demo = await demoCalled(name!, lie ?? false);
      return demo(session);
    },
  });
}

async function demoCalled(name: string, lie: boolean): Promise<Demo> {
  const demo = Object.hasOwn(DEMOS, name) ? DEMOS[name] : undefined;
  if (!demo) {
    const names = Object.keys(DEMOS);
    throw usage(`there is no demo ${name}${didYouMean(name, names)}`, `demos: ${names.join(", ")}`);
  }
  if (lie && name !== "plug")
    throw usage(`--lie is of the demo plug, not of ${name}`, "glassbox demo plug --lie");
  return lie ? (await import("./demo/lie.ts")).demoLie : demo();
}
