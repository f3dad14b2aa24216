// What well-known secrets look like. Sources: the documentation of each service, as of 2026.

export interface SecretShape {
  readonly kind: string;
  /** Without it in a text the pattern is not tried. */
  readonly sign: string;
  /** Begins where its alphabet begins, and has a bounded end: looking is linear in the text. */
  readonly pattern: RegExp;
}

const start = "(?<![A-Za-z0-9_-])";
const end = "(?![A-Za-z0-9_-])";

const shape = (kind: string, sign: string, body: string): SecretShape => ({
  kind,
  sign,
  pattern: new RegExp(`${start}${body}${end}`, "g"),
});

export const secretShapes: readonly SecretShape[] = [
  shape("AWS access key", "AKIA", "AKIA[A-Z2-7]{16}"),
  shape("AWS access key", "ASIA", "ASIA[A-Z2-7]{16}"),
  shape("GitHub token", "ghp_", "ghp_[A-Za-z0-9]{36,251}"),
  shape("GitHub token", "gho_", "gho_[A-Za-z0-9]{36,251}"),
  shape("GitHub token", "ghu_", "ghu_[A-Za-z0-9]{36,251}"),
  shape("GitHub token", "ghs_", "ghs_[A-Za-z0-9]{36,251}"),
  shape("GitHub token", "ghr_", "ghr_[A-Za-z0-9]{36,251}"),
  shape("GitHub token", "github_pat_", "github_pat_[A-Za-z0-9_]{60,251}"),
  shape("GitLab token", "glpat-", "glpat-[A-Za-z0-9_-]{20,64}"),
  shape("Slack token", "xox", "xox[abeoprs]-[A-Za-z0-9-]{10,250}"),
  shape("Slack token", "xapp-", "xapp-[A-Za-z0-9-]{10,250}"),
  shape("Slack webhook", "hooks.slack.com", "hooks\\.slack\\.com/services/[A-Za-z0-9/]{20,100}"),
  shape("Google API key", "AIza", "AIza[A-Za-z0-9_-]{35}"),
  shape("Google OAuth token", "ya29.", "ya29\\.[A-Za-z0-9_-]{20,1000}"),
  shape("Anthropic key", "sk-ant-", "sk-ant-(?=[A-Za-z_-]*\\d)[A-Za-z0-9_-]{20,250}"),
  shape("OpenAI key", "sk-", "sk-(?=[a-z0-9_-]*[A-Z])(?=[A-Za-z_-]*\\d)[A-Za-z0-9_-]{32,250}"),
  shape("Stripe key", "_live_", "[rs]k_live_[A-Za-z0-9]{16,250}"),
  shape("npm token", "npm_", "npm_[A-Za-z0-9]{36}"),
  shape("Hugging Face token", "hf_", "hf_[A-Za-z0-9]{30,64}"),
  shape("SendGrid key", "SG.", "SG\\.[A-Za-z0-9_-]{22}\\.[A-Za-z0-9_-]{43}"),
  shape("Telegram token", ":AA", "\\d{8,10}:AA[A-Za-z0-9_-]{33}"),
  shape("age key", "AGE-SECRET-KEY-1", "AGE-SECRET-KEY-1[A-Z0-9]{58}"),
  shape(
    "JWT",
    "eyJ",
    "eyJ[A-Za-z0-9_-]{8,4000}\\.eyJ[A-Za-z0-9_-]{8,16000}\\.[A-Za-z0-9_-]{16,2000}",
  ),
];

/** Without any of these in a text there is nothing to look for: one look instead of one for each shape. */
export const secretSigns = new RegExp(
  ["PRIVATE KEY", ...secretShapes.map(({ sign }) => sign)]
    .map((sign) => sign.replace(/[^A-Za-z0-9_]/g, "\\$&"))
    .join("|"),
);

const opening = /-----BEGIN (?:[A-Z0-9]+ ){0,4}PRIVATE KEY(?: BLOCK)?-----/g;
const closing = "-----END ";
/** A key is at most so long; what has no end within it is taken as one to its end. */
const longestKey = 16_000;

/** Replaces private keys, also where JSON has escaped their line ends. */
export function withoutPrivateKeys(text: string, replaced: (kind: string) => string): string {
  if (!text.includes("PRIVATE KEY")) return text;
  const parts: string[] = [];
  let from = 0;
  let last = 0;
  for (const { index, 0: head } of text.matchAll(opening)) {
    if (index < from) continue;
    const body = index + head.length;
    // Looked for once, however many beginnings come before it.
    if (last !== -1 && last < body) last = text.indexOf(closing, body);
    const isNear = last !== -1 && last - body < longestKey;
    const mark = isNear ? text.slice(last + closing.length, last + 80).indexOf("-----") : -1;
    const tail = mark === -1 ? -1 : last + closing.length + mark;
    const until = tail !== -1 ? tail + 5 : endOfKey(text, body);
    // Somebody speaks of keys.
    if (until === body) continue;
    parts.push(text.slice(from, index), replaced("private key"));
    from = until;
  }
  parts.push(text.slice(from));
  return parts.join("");
}

/** Headers of old forms, and lines of base64; words are shorter. */
const keyLine =
  /(?:\s|\\[nr]){0,8}(?:(?:Proc-Type|DEK-Info|Version|Comment): [^\n\\]{0,80}|[A-Za-z0-9+/=]{14,})/y;

/** A key that was cut off: as far as it could be one. */
function endOfKey(text: string, body: number): number {
  let at = body;
  while (at - body < longestKey) {
    keyLine.lastIndex = at;
    const found = keyLine.exec(text);
    if (found === null) break;
    at += found[0].length;
  }
  return at;
}
