import type { Command } from "commander";

import { usage } from "../../../kernel/error.ts";
import type { JsonValue } from "../../../kernel/json.ts";
import { addLeaf, type Menu } from "../command.ts";
import { EXIT } from "../exit-code.ts";
import type { Outcome } from "../outcome.ts";
import { askPerson } from "../prompt.ts";
import { good } from "../render/text.ts";
import type { Session } from "../session.ts";

interface Options {
  readonly erase?: boolean;
  readonly yes?: boolean;
}

interface Erasure {
  readonly run: string;
  readonly runs: readonly string[];
  readonly events: number;
  readonly isErased: boolean;
}

export function addRunsRemove(menu: Menu, runs: Command): void {
  addLeaf<Options>(menu, runs, {
    name: "rm",
    summary:
      "Take a finished run off the lists; with --erase, remove for good what it said and kept.",
    examples: ["glassbox runs rm r7k2", "glassbox runs rm r7k2 --erase"],
    build: (command) =>
      void command
        .argument("<run>", "a run, by its first letters; @ is the last")
        .option("--erase", "its payloads, results and file contents too; the chain still verifies")
        .option("-y, --yes", "with --erase: do not ask"),
    async handler(session, [run], { erase, yes }) {
      if (erase) return eraseRun(session, run!, yes ?? false);
      if (yes) throw usage("--yes answers the question of --erase", "add --erase, or leave it out");
      const data = await session.call<{ run: string }>("runs.remove", { run });
      return { data, text: `removed ${data.run}` };
    },
  });
}

async function eraseRun(session: Session, run: string, isAgreed: boolean): Promise<Outcome> {
  const found = await session.call<Erasure>("runs.erase", { run, dryRun: true });
  const { runs, events } = found;
  const others = runs.length === 1 ? "" : ` with ${runs.length - 1} that share its history`;
  const what = `run ${found.run}${others}: what ${events} events said, and all they kept`;
  if (!isAgreed && !session.mayAsk)
    throw usage(`${what} would be gone for good`, "add --yes if you want that");
  const answer = isAgreed || (await askPerson(session.terminal, `Erase ${what}, for good?`));
  const asData = (erasure: Erasure) => erasure as object as JsonValue;
  if (!answer) {
    const message = "nothing was erased";
    return {
      data: asData(found),
      text: message,
      exit: EXIT.approval,
      error: { code: "denied", message },
    };
  }
  const erased = await session.call<Erasure>("runs.erase", { run: found.run });
  return { data: asData(erased), text: `${good("✓")} erased ${what}` };
}
