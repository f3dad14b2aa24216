import { fileURLToPath } from "node:url";

import { isObject } from "../../../../kernel/json.ts";
import { copyExample, shownFolder } from "../../demo-folder.ts";
import { EXIT } from "../../exit-code.ts";
import type { Outcome } from "../../outcome.ts";
import { bold } from "../../render/text.ts";
import type { Session } from "../../session.ts";
import { startRun } from "../run.ts";

const VAULT = fileURLToPath(new URL("../../../../examples/vault", import.meta.url));
const QUESTION = "Which tasks were overdue on 2026-11-20?";
/** What to type next, in the copy. */
const NEXT = "Rename Bluebird to Kestrel everywhere";

/** Asks a copy of the example vault a question. */
export async function demoVault(session: Session): Promise<Outcome> {
  const folder = copyExample(VAULT);
  const shown = shownFolder(folder);
  session.note(`a copy of the example is in ${shown}`);
  session.note(`$ glassbox ask ${JSON.stringify(QUESTION)} --dir ${shown}`);
  const outcome = await startRun(session, [QUESTION], { dir: folder }, "read");
  if (outcome.exit !== EXIT.done) return outcome;
  const next = `glassbox run ${JSON.stringify(NEXT)} --dir ${shown}`;
  const data = isObject(outcome.data) ? { ...outcome.data, folder, next } : outcome.data;
  return { ...outcome, data, text: `${outcome.text}\n\nnext: ${bold(next)}` };
}
