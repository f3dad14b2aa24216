import { usage } from "../../kernel/error.ts";
import { didYouMean } from "../../kernel/suggest.ts";

export interface Budget {
  steps?: number;
  seconds?: number;
  tokens?: number;
  usd?: number;
}

const FORMS: Readonly<
  Record<string, { readonly to: keyof Budget; read(text: string): number | null }>
> = {
  steps: { to: "steps", read: whole },
  tokens: { to: "tokens", read: thousands },
  usd: { to: "usd", read: decimal },
  time: { to: "seconds", read: seconds },
};

const MEND = "write it like steps=40,usd=0.10,time=5m,tokens=20k";

/** `steps=40,usd=0.10,time=5m,tokens=20k` */
export function parseBudget(text: string): Budget {
  const budget: Budget = {};
  for (const part of text.split(",")) {
    const [name = "", value = ""] = part.split("=", 2).map((one) => one.trim());
    const form = FORMS[name];
    if (!form)
      throw usage(`--budget: there is no "${name}"${didYouMean(name, Object.keys(FORMS))}`, MEND);
    const amount = form.read(value);
    if (amount === null) throw usage(`--budget: ${name} cannot be "${value}"`, MEND);
    budget[form.to] = amount;
  }
  return budget;
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

function seconds(text: string): number | null {
  const found = /^(\d+(?:\.\d+)?)([smh]?)$/.exec(text);
  if (!found) return null;
  return Number(found[1]) * { "": 1, s: 1, m: 60, h: 3600 }[found[2] as "" | "s" | "m" | "h"];
}
