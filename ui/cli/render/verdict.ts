import { bad, good, oneLine, wrap } from "./text.ts";

/** What `ledger.verify` answers. */
export interface Verdict {
  readonly ok: boolean;
  readonly events: number;
  readonly erased: number;
  readonly head: string;
  readonly faults: readonly { readonly oseq: number; readonly what: string }[];
  readonly completeness: {
    readonly verdict: "complete" | "incomplete" | "unknown";
    readonly checkpoints: number;
    readonly covered: number;
    readonly reasons: readonly string[];
  };
  /** Why the last checkpoint could not be made; null: it could. */
  readonly unmade: string | null;
  readonly run?: {
    readonly run: string;
    readonly events: number;
    readonly erased: number;
    readonly faulty: number;
  };
}

const MOST_LINES = 20;

/** `problem` is null when nothing was found. */
export function renderVerdict(
  verdict: Verdict,
  columns: number,
): { text: string; problem: string | null } {
  const { faults, completeness, run, unmade, head } = verdict;
  const problems = [
    ...(faults.length === 0 ? [] : [`the chain is broken: ${countOf(faults.length, "fault")}`]),
    ...(completeness.verdict === "incomplete" ? ["the chain is not complete"] : []),
  ];
  const counted = countedEvents(verdict);
  const integrity =
    faults.length === 0
      ? [`${good("✓")} the chain holds: ${counted} · ${head.slice(0, 12)}`]
      : [`${bad("✗")} the chain is broken: ${countOf(faults.length, "fault")} in ${counted}`];
  const lines = [
    ...integrity,
    ...listed(faults.map(({ oseq, what }) => (oseq === 0 ? what : `event ${oseq}: ${what}`))),
    ...completenessLines(completeness),
    ...(unmade === null ? [] : [`  no new checkpoint was made: ${oneLine(unmade)}`]),
    ...(run === undefined ? [] : [runLine(run)]),
  ];
  const problem = problems.length === 0 ? null : problems.join("; ");
  const text = lines.map((line) => wrap(line, columns, "    ")).join("\n");
  return { text, problem };
}

function completenessLines({ verdict, checkpoints, covered, reasons }: Verdict["completeness"]) {
  if (verdict === "incomplete")
    return [`${bad("✗")} it is not complete, by what was signed of it:`, ...listed(reasons)];
  if (verdict === "unknown") return [`  complete? unknown: ${oneLine(reasons[0] ?? "")}`];
  return [
    `${good("✓")} complete up to event ${covered}, by ${countOf(checkpoints, "signed checkpoint")}`,
  ];
}

function runLine({ run, faulty, ...counts }: NonNullable<Verdict["run"]>): string {
  const mark = faulty === 0 ? good("✓") : bad("✗");
  const wrong = faulty === 0 ? "all hold" : `${faulty} do not hold`;
  return `${mark} ${run} and what shares its history: ${countedEvents(counts)}, ${wrong}`;
}

/** What the check of a proof came to. */
export function renderChecked(checked: {
  readonly faults: readonly string[];
  readonly event: { readonly type: string; readonly source: string; readonly oseq: number };
  readonly signer: string;
  readonly size: number;
  readonly isKeyGiven: boolean;
  readonly columns: number;
}): string {
  const { faults, event, signer, size, isKeyGiven, columns } = checked;
  const lines = (...all: readonly string[]) =>
    all.map((line) => wrap(line, columns, "    ")).join("\n");
  if (faults.length > 0) return lines(`${bad("✗")} the proof does not hold`, ...listed(faults));
  const what = `${oneLine(event.type)} is event ${event.oseq} of the ${size} that ${oneLine(event.source)} has signed`;
  const advice = isKeyGiven ? [] : ["  is that its key? ask its owner, and add --key"];
  return lines(`${good("✓")} ${what}`, `  key ${oneLine(signer)}`, ...advice);
}

function listed(whats: readonly string[]): string[] {
  const shown = whats.slice(0, MOST_LINES).map((what) => `  ${oneLine(what)}`);
  return whats.length > MOST_LINES ? [...shown, `  and ${whats.length - MOST_LINES} more`] : shown;
}

function countedEvents({ events, erased }: { events: number; erased: number }): string {
  return `${events} events${erased > 0 ? `, ${erased} erased` : ""}`;
}

function countOf(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}
