import { budgetMend, spentOfGranted } from "../budget.ts";
import type { Divergence, Report } from "../report.ts";
import { renderAsk } from "./ask.ts";
import { bad, good, harmless, oneLine, widthOf, wrap } from "./text.ts";

/** A run's result for people: the answer, then its proof and its price, or what is missing. */
export function renderReport(report: Report, columns: number): string {
  const { answer, outcome } = report;
  // A run that was ended early has an answer's form and not its substance.
  const answers = answer !== "" && (outcome === "done" || outcome === "incomplete");
  return [
    ...(answers ? [harmless(answer).trimEnd(), ...citationsBeside(report)] : []),
    renderVerdict(report, columns),
  ].join("\n");
}

/** The last lines of a result. */
export function renderVerdict(report: Report, columns: number): string {
  const { outcome, proof, checks, missing, label } = report;
  if (outcome === "done") {
    const proved = oneLine(proof) || `${checks} ${checks === 1 ? "check holds" : "checks hold"}`;
    return withPrice(`${good("✓")} proved: ${proved}`, report, columns);
  }
  if (outcome === null && report.standing === "waiting") return renderWaiting(report, columns);
  const reason = oneLine(reasonOf(report));
  const more = missing.map(oneLine).filter((line) => line !== reason);
  const mend = outcome === "budget" ? budgetMend(reason) : null;
  const hint = report.error?.hint ?? "it can go on";
  const resume = `  ${hint.startsWith("glassbox resume") ? "" : `${hint}: `}glassbox resume ${label}`;
  return [
    withPrice(`${bad("✗")} ${nameOf(report)}${reason && `: ${reason}`}`, report, columns),
    ...more.map((line) => wrap(`  missing: ${line}`, columns, "  ")),
    ...(mend === null ? [] : [`  ${mend}`]),
    ...(outcome === null ? [wrap(resume, columns, "  ")] : []),
  ].join("\n");
}

/** The price follows on the same line, or stands whole on one of its own. */
function withPrice(verdict: string, report: Report, columns: number): string {
  const price = priceOf(report);
  const line = `${verdict} · ${price}`;
  return widthOf(line) <= columns ? line : `${wrap(verdict, columns, "  ")}\n  ${price}`;
}

function nameOf({ outcome, standing }: Report): string {
  return outcome ?? standing;
}

function reasonOf({ reason, error, missing }: Report): string {
  return error?.message || reason || missing[0] || "";
}

/** What it took; of what was granted, how much. */
export function priceOf({ price, label, budget }: Report): string {
  const hosts = price.hosts.length;
  const limits = budget?.granted;
  const parts = [
    ...spentOfGranted(budget),
    ...(limits?.tokens == null ? [`${price.tokens} tokens`] : []),
    ...(limits?.usd == null && price.usd > 0 ? [`$${price.usd}`] : []),
    `${hosts} ${hosts === 1 ? "host" : "hosts"}`,
    label,
  ];
  return parts.join(" · ");
}

function renderWaiting(report: Report, columns: number): string {
  return report.asks.map((ask) => renderAsk(ask, report.label, columns)).join("\n");
}

/** `diverged at event 12: the tool world__put changed` */
export function divergenceWords({ n, changes }: Divergence): string {
  return `diverged at event ${n}: ${oneLine(changes.join(", "))} changed`;
}

/** Citations that the answer itself does not show. */
function citationsBeside({ answer, citations }: Report): string[] {
  const missing = citations.filter(({ path, line }) => !answer.includes(`${path}:${line}`));
  return missing.map(({ path, line, text }) => `  ${path}:${line}  ${oneLine(text)}`);
}
