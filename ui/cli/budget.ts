import { usage } from "../../kernel/error.ts";
import { didYouMean } from "../../kernel/suggest.ts";

export interface Budget {
  steps?: number;
  seconds?: number;
  modelCalls?: number;
  tokens?: number;
  usd?: number;
}

interface Form {
  /** As it is written at the terminal. */
  readonly flag: string;
  readonly to: keyof Budget;
  read(text: string): number | null;
  /** An amount for people. */
  show(amount: number): string;
}

const FORMS: readonly Form[] = [
  { flag: "steps", to: "steps", read: whole, show: (amount) => String(amount) },
  { flag: "time", to: "seconds", read: duration, show: shownTime },
  { flag: "model-calls", to: "modelCalls", read: whole, show: (amount) => String(amount) },
  { flag: "tokens", to: "tokens", read: thousands, show: shownThousands },
  { flag: "usd", to: "usd", read: decimal, show: (amount) => `$${Number(amount.toFixed(4))}` },
];

const MEND = "write it like steps=40,usd=0.10,time=5m,tokens=20k,model-calls=5";

/** `steps=40,usd=0.10,time=5m,tokens=20k,model-calls=5` */
export function parseBudget(text: string): Budget {
  const budget: Budget = {};
  for (const part of text.split(",")) {
    const [name = "", value = ""] = part.split("=", 2).map((one) => one.trim());
    const form = FORMS.find(({ flag }) => flag === name);
    if (!form) {
      const guess = didYouMean(
        name,
        FORMS.map(({ flag }) => flag),
      );
      throw usage(`--budget: there is no "${name}"${guess}`, MEND);
    }
    const amount = form.read(value);
    if (amount === null) throw usage(`--budget: ${name} cannot be "${value}"`, MEND);
    if (budget[form.to] !== undefined) throw usage(`--budget: ${name} is there twice`, MEND);
    budget[form.to] = amount;
  }
  return budget;
}

/** What a run was granted and what of it is gone, as `run.report`, `run.show` and `run.follow` say it. */
export interface BudgetView {
  readonly granted: Readonly<Record<keyof Budget, number | null>>;
  readonly spent: Readonly<Record<keyof Budget, number>>;
  readonly reserved: Readonly<Record<keyof Budget, number>>;
}

/** `3 of 40 steps`, for each limit that there is. */
export function spentOfGranted(view: BudgetView | null | undefined): string[] {
  return FORMS.flatMap(({ flag, to, show }) => {
    const limit = view?.granted[to] ?? null;
    if (!view || limit === null) return [];
    const reserved = view.reserved[to] > 0 ? ` (${show(view.reserved[to])} reserved)` : "";
    const unit = to === "usd" || to === "seconds" ? "" : ` ${flag.replace("-", " ")}`;
    return [`${show(view.spent[to])} of ${show(limit)}${unit}${reserved}`];
  });
}

/** The flag that gives more of what a sentence of the kernel says is used up; null: none of these. */
export function budgetMend(reason: string): string | null {
  const name = /the budget of \S+ (\w+)/.exec(reason)?.[1];
  const form = FORMS.find(({ to }) => to === name);
  return form ? `run it again with more of it: --budget ${form.flag}=…` : null;
}

function whole(text: string): number | null {
  return /^\d+$/.test(text) ? Number(text) : null;
}

function decimal(text: string): number | null {
  return /^\d+(\.\d+)?$/.test(text) ? Number(text) : null;
}

function thousands(text: string): number | null {
  const found = /^(\d+(?:\.\d+)?)([kM]?)$/.exec(text);
  if (!found) return null;
  return Math.round(Number(found[1]) * { "": 1, k: 1e3, M: 1e6 }[found[2] as "" | "k" | "M"]);
}

const SECONDS = { "": 1, s: 1, m: 60, h: 3600, d: 86_400 };

/** Seconds of `90`, `90s`, `5m`, `1.5h`, `2d`. */
export function duration(text: string): number | null {
  const found = /^(\d+(?:\.\d+)?)([smhd]?)$/.exec(text);
  return found ? Number(found[1]) * SECONDS[found[2] as keyof typeof SECONDS] : null;
}

function shownTime(seconds: number): string {
  if (seconds < 120) return `${Number(seconds.toFixed(seconds < 10 ? 1 : 0))} s`;
  return `${Number((seconds / 60).toFixed(1))} min`;
}

function shownThousands(amount: number): string {
  return amount < 10_000 ? String(amount) : `${Number((amount / 1000).toFixed(1))}k`;
}
