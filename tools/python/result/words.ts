import type { Outcome } from "../types.ts";
import { cutMiddle, readable } from "./cut.ts";
import type { OutcomeView } from "./output.ts";

const MOST_STDOUT = 16_000;
const MOST_OTHER = 4000;
const MOST_FILES = 30;

const LIMITS: Readonly<Record<NonNullable<Outcome["limit"]>, string>> = {
  wall: "it ran longer than it may (argument seconds)",
  fuel: "it made more steps than it may (argument fuel)",
  memory: "it used more memory than it may (argument memoryMb)",
  output: "it printed more than it may; print less, or write a file",
  files: "it wrote more files or bytes than it may",
  recursion: "it went too deep in recursion",
};

/** Why a program is not ok, in one line. */
export function reasonOf({ limit, violations, error }: Outcome): string {
  if (violations.length > 0)
    return `stopped: it tried what the sandbox refuses (${violations.slice(0, 5).join(", ")})`;
  if (limit !== null) return `stopped: ${LIMITS[limit]}`;
  if (error === null) return "stopped: the interpreter ended";
  const message = readable(error.message).split("\n")[0] ?? "";
  return `${error.type}${message && `: ${cutMiddle(message, 400)}`}`;
}

/** What a model reads: what was printed, then the value, then what went wrong. */
export function wordsOf(view: OutcomeView): string {
  const parts = [
    section("", view.stdout, MOST_STDOUT),
    section("stderr:\n", view.stderr, MOST_OTHER),
    section("value: ", view.value?.repr ?? "", MOST_OTHER),
    section("", view.error?.traceback ?? "", MOST_OTHER),
    view.ok || (view.error?.traceback && view.limit === null) ? "" : (view.message ?? ""),
    view.ok && view.violations.length > 0
      ? `refused by the sandbox: ${view.violations.slice(0, 5).join(", ")}`
      : "",
    filesSaid(view),
    ...(view.refused ?? []).map(({ path, reason }) => `not written back: ${path}: ${reason}`),
    wallsSaid(view),
  ].filter((part) => part !== "");
  return parts.length > 0
    ? parts.join("\n")
    : "Done; it printed nothing and ended without a value.";
}

function section(title: string, text: string, most: number): string {
  const shown = readable(text).trimEnd();
  return shown === "" ? "" : `${title}${cutMiddle(shown, most)}`;
}

function filesSaid({ files }: OutcomeView): string {
  const lines = files
    .slice(0, MOST_FILES)
    .map(({ path, change, bytes }) => `${change} ${readable(path)} (${bytes} bytes)`);
  const more = files.length - lines.length;
  return [...lines, ...(more > 0 ? [`and ${more} more files`] : [])].join("\n");
}

function wallsSaid({ walls }: OutcomeView): string {
  if (walls === undefined) return "";
  return `weak: missing here: ${walls.map(({ name, detail }) => `${name} (${detail})`).join(", ")}`;
}
