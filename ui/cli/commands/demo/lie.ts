import { EXIT } from "../../exit-code.ts";
import type { Outcome } from "../../outcome.ts";
import { priceOf } from "../../render/report.ts";
import { bad, bold, oneLine } from "../../render/text.ts";
import type { Report } from "../../report.ts";
import type { Session } from "../../session.ts";
import { copyOutbox } from "./outbox.ts";
import { readSends } from "./sends.ts";

/** The last of the invoices in the example. */
const LIE = "016";

/** Sends invoices through an outbox that says "ok" of a mail and stores nothing. */
export async function demoLie(session: Session): Promise<Outcome> {
  const words = `its outbox says "ok" to mail ${LIE} and stores nothing`;
  const outbox = copyOutbox(session, { lieAbout: [LIE] }, words);
  const outcome = await outbox.send(session);
  const report = outcome.data as object as Report;
  const { begun } = await readSends(session, report.run);
  const out = outbox.ids();
  const lies = begun.filter(({ mail, isAnswered }) => isAnswered && !out.includes(mail));
  const [first] = lies;
  if (!first || report.outcome === null || outcome.exit === EXIT.done) return outcome;
  const gone = lies.map(({ mail }) => mail).join(", ");
  const message = `the outbox said "ok"; mail ${oneLine(gone)} is not there: ${report.outcome}`;
  const next = `glassbox why ${report.label}@${first.step}`;
  return {
    ...outcome,
    data: {
      ...(report as object),
      folder: outbox.folder,
      notThere: lies.map(({ mail }) => mail),
      next,
    },
    text: `${bad("✗")} ${message} · ${priceOf(report)}\n\nnext: ${bold(next)}`,
    error: { code: report.outcome, message, hint: next },
  };
}
