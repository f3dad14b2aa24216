import { realpathSync } from "node:fs";
import { z } from "zod";

import { KernelError, usage } from "../../../../kernel/error.ts";
import type { JsonObject } from "../../../../kernel/json.ts";
import { EXIT } from "../../exit-code.ts";
import type { Outcome } from "../../outcome.ts";
import { bad, bold } from "../../render/text.ts";
import type { Session } from "../../session.ts";
import { copyOutbox, type FaultyOutbox, SEND } from "./outbox.ts";
import { readSends, type Send } from "./sends.ts";

/** After this mail the kernel is killed. */
const LAST_MAIL = 2;
const NEXT = "glassbox resume";
const TRIES = 50;
const PAUSE_MS = 100;

const status = z.object({
  runs: z.array(
    z.object({
      run: z.string(),
      label: z.string(),
      dir: z.string(),
      standing: z.string(),
      doubts: z.array(z.looseObject({ step: z.string(), tool: z.string() })),
    }),
  ),
});
const info = z.object({ pid: z.number() });

/** Sends invoices while the kernel is killed with a mail out and its answer not in. */
export async function demoPlug(session: Session): Promise<Outcome> {
  if (session.options.inline)
    throw usage(
      "this demo kills the kernel, and with --inline that is this very process",
      "leave out --inline",
    );
  await refuseWhileOthersRun(session);
  const words = `its outbox kills the kernel once mail ${LAST_MAIL} is out`;
  const outbox = copyOutbox(session, { dieAfter: LAST_MAIL }, words);
  const pid = await kernelPid(session);
  try {
    return notKilled(await outbox.send(session));
  } catch (error) {
    // The next call starts a kernel anew, as any client does; the old one must be the one that is gone.
    if (!isGone(error) || (await kernelPid(session)) === pid) throw error;
    return afterKill(session, outbox);
  }
}

/** The process that is the kernel now. One that is dying may take the question with it, so it is put again. */
async function kernelPid(session: Session): Promise<number> {
  for (let left = TRIES; ; left -= 1) {
    try {
      return info.parse(await session.call("kernel.info")).pid;
    } catch (error) {
      if (!isGone(error) || left === 0) throw error;
      await Bun.sleep(PAUSE_MS);
    }
  }
}

function isGone(error: unknown): boolean {
  return error instanceof KernelError && error.code === "unavailable";
}

/** A kill would interrupt what others have begun. */
async function refuseWhileOthersRun(session: Session): Promise<void> {
  const { runs } = status.parse(await session.call("status.show"));
  const labels = runs.filter(({ standing }) => standing === "running").map(({ label }) => label);
  if (labels.length === 0) return;
  const those = labels.length === 1 ? `run ${labels[0]}` : `runs ${labels.join(", ")}`;
  throw new KernelError(
    "conflict",
    `this demo kills the kernel, which would interrupt ${those} of this home`,
    {
      hint: "wait until nothing runs, or try it in a home of its own: GLASSBOX_HOME=$(mktemp -d) glassbox demo plug",
    },
  );
}

/** What came of a run whose kernel was to be killed and lives. */
function notKilled(outcome: Outcome): Outcome {
  const message = "the kernel was not killed";
  const text = `${outcome.text}\n${bad("✗")} ${message}`;
  return { ...outcome, text, exit: EXIT.failed, error: { code: "not_killed", message } };
}

async function afterKill(session: Session, outbox: FaultyOutbox): Promise<Outcome> {
  const { runs } = status.parse(await session.call("status.show"));
  const folder = realpathSync(outbox.folder);
  // Oldest first. A folder of this name may have been here before, with a run of its own.
  const found = runs.findLast(({ dir }) => dir === folder || dir === outbox.folder);
  if (!found) throw new KernelError("internal", "the run that was killed is not in the ledger");
  const { begun, total } = await readSends(session, found.run);
  const doubts = found.doubts.filter(({ tool }) => tool === SEND).map(({ step }) => step);
  const out = outbox.ids();
  const mails = begun.map((send) => ({
    ...send,
    isInDoubt: doubts.includes(send.step),
    isInOutbox: out.includes(send.mail),
  }));
  for (const mail of mails) session.note(`  ${mail.mail}: ${standingOf(mail)}`);
  const message = `killed: ${named(mails.filter(({ isInDoubt }) => isInDoubt))} of ${total} in doubt`;
  return {
    data: {
      folder: outbox.folder,
      run: found.run,
      label: found.label,
      total,
      mails: mails as object as JsonObject[],
      next: NEXT,
    },
    text: `${bad("✗")} ${message}\n\nnext: ${bold(NEXT)}`,
    exit: EXIT.unavailable,
    error: { code: "interrupted", message, hint: NEXT },
  };
}

interface Mail extends Send {
  readonly isInDoubt: boolean;
  readonly isInOutbox: boolean;
}

function standingOf({ isInDoubt, isInOutbox }: Mail): string {
  const place = isInOutbox ? "in the outbox" : "not in the outbox";
  return isInDoubt ? `${place}, no answer on record` : `${place}, its answer is on record`;
}

/** `mail 2`, `mails 2 and 3`. */
function named(mails: readonly Mail[]): string {
  const numbers = mails.map(({ number }) => number);
  if (numbers.length === 0) return "no mail";
  const last = numbers.at(-1)!;
  return numbers.length === 1
    ? `mail ${last}`
    : `mails ${numbers.slice(0, -1).join(", ")} and ${last}`;
}
