import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { z } from "zod";

import { copyExample, shownFolder } from "../../demo-folder.ts";
import type { Outcome } from "../../outcome.ts";
import type { Session } from "../../session.ts";
import { startRun } from "../run.ts";

const EXAMPLE = fileURLToPath(new URL("../../../../examples/outbox", import.meta.url));
const GOAL = "Send the three invoices";
export const SEND = "outbox__outbox_send";

/** What the outbox of the copy is told to do wrong. */
export type Fault =
  | { readonly dieAfter: number }
  | { readonly lieAbout: readonly [id: string, ...string[]] };

/** A copy of the example whose outbox has a fault. */
export interface FaultyOutbox {
  readonly folder: string;
  /** Sends the invoices, in the home's own kernel. */
  send(session: Session): Promise<Outcome>;
  /** Ids of the mails in the outbox's own file, in its order. */
  ids(): readonly string[];
}

const mail = z.object({ id: z.string() });

export function copyOutbox(session: Session, fault: Fault, words: string): FaultyOutbox {
  const folder = copyExample(EXAMPLE);
  const shown = shownFolder(folder);
  const settings = { version: 1, faults: fault };
  writeFileSync(join(folder, "outbox/outbox.json"), `${JSON.stringify(settings, null, 2)}\n`);
  session.note(`a copy of the example is in ${shown}; ${words}`);
  return {
    folder,
    send(inSession) {
      inSession.note(`$ glassbox run ${JSON.stringify(GOAL)} --dir ${shown} --allow ${SEND}`);
      return startRun(inSession, [GOAL], { dir: folder, allow: [SEND] }, "write");
    },
    ids() {
      // What has no end of line was never sent.
      const lines = textOf(join(folder, "outbox/outbox.jsonl")).split("\n").slice(0, -1);
      return lines.map((line) => mail.parse(JSON.parse(line)).id);
    },
  };
}

/** Empty where there is none: no mail has gone out yet. */
function textOf(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return "";
    throw error;
  }
}
