import { relative } from "node:path";
import { fileURLToPath } from "node:url";

import { usage } from "../../../kernel/error.ts";
import { isObject } from "../../../kernel/json.ts";
import { didYouMean } from "../../../kernel/suggest.ts";
import { addLeaf, type Menu } from "../command.ts";
import { copyExample } from "../demo-folder.ts";
import { EXIT } from "../exit-code.ts";
import { addStreamOptions } from "../options.ts";
import { bold } from "../render/text.ts";
import { startRun } from "./run.ts";

interface Demo {
  readonly source: string;
  readonly question: string;
  /** What to type next, in the copy. */
  readonly next: string;
}

const DEMOS: Readonly<Record<string, Demo>> = {
  vault: {
    source: fileURLToPath(new URL("../../../examples/vault", import.meta.url)),
    question: "Which tasks were overdue on 2026-11-20?",
    next: "Rename Bluebird to Kestrel everywhere",
  },
};

export function addDemo(menu: Menu): void {
  addLeaf(menu, menu.program, {
    name: "demo",
    summary: "Copy an example to a new folder and ask it something.",
    examples: ["glassbox demo", "glassbox demo vault --json=answer,citations"],
    build: (command) => void addStreamOptions(command.argument("[name]", "which one", "vault")),
    async handler(session, [name]) {
      const demo = DEMOS[name!];
      if (!demo) {
        const names = Object.keys(DEMOS);
        throw usage(
          `there is no demo ${name}${didYouMean(name!, names)}`,
          `demos: ${names.join(", ")}`,
        );
      }
      const folder = copyExample(demo.source);
      const place = relative(process.cwd(), folder);
      const shown = place.startsWith("..") ? folder : place;
      session.note(`a copy of the example is in ${shown}`);
      session.note(`$ glassbox ask ${JSON.stringify(demo.question)} --dir ${shown}`);
      const outcome = await startRun(session, [demo.question], { dir: folder }, "read");
      if (outcome.exit !== EXIT.done) return outcome;
      const next = `glassbox run ${JSON.stringify(demo.next)} --dir ${shown}`;
      const data = isObject(outcome.data) ? { ...outcome.data, folder, next } : outcome.data;
      return { ...outcome, data, text: `${outcome.text}\n\nnext: ${bold(next)}` };
    },
  });
}
