import type { Capture } from "../../kernel/ports/workspace.ts";
import type { FileMark } from "./file-marks.ts";
import { textIn } from "./text-content.ts";
import { unifiedHunks } from "./unified.ts";

type Content = (sha256: string) => Uint8Array | null;

/** The unified diff of one file as git writes it; with the reason in place of hunks where there can be none. */
export function patchOf({ path, from, before, after }: FileMark, content: Content): string {
  const names = [
    `--- ${before.kind === "absent" ? "/dev/null" : named("a", from ?? path)}`,
    `+++ ${after.kind === "absent" ? "/dev/null" : named("b", path)}`,
  ];
  const title = `diff ${named("a", from ?? path)} ${named("b", path)}`;
  const about = [
    title,
    ...(from === null ? [] : [`rename from ${from}`, `rename to ${path}`]),
    ...(isChmod(before, after) ? [`old mode ${octal(before)}`, `new mode ${octal(after)}`] : []),
  ];
  if (before.sha256 === after.sha256 && before.kind === after.kind) return `${about.join("\n")}\n`;
  const [a, b] = [textOf(before, content), textOf(after, content)];
  const unread = a.why ?? b.why;
  if (unread !== undefined) return `${[...about, unread].join("\n")}\n`;
  return `${[...about, ...names].join("\n")}\n${unifiedHunks(a.text, b.text)}`;
}

function textOf(capture: Capture, content: Content): { text: string; why?: string } {
  const { kind, sha256 } = capture;
  if (kind === "absent" || kind === "directory") return { text: "" };
  const bytes = sha256 === null ? null : content(sha256);
  if (!bytes) return { text: "", why: `the content of ${capture.path} is not kept` };
  const text = textIn(bytes);
  return text === null ? { text: "", why: "binary files differ" } : { text };
}

function isChmod(before: Capture, after: Capture): boolean {
  return before.kind !== "absent" && after.kind !== "absent" && before.mode !== after.mode;
}

function octal({ mode }: Capture): string {
  return mode.toString(8).padStart(4, "0");
}

/** A name with signs that would break the line stands in quotes. */
function named(side: string, path: string): string {
  const name = `${side}/${path}`;
  return /[\u0000-\u001f\u007f"\\]/.test(name) ? JSON.stringify(name) : name;
}
