import type { GivenBack } from "../../../plugins/time/give-back.ts";
import { bad, dim, good, oneLine } from "./text.ts";

const MOST_LINES = 40;

const WORDS: Readonly<Record<string, string>> = {
  write: "write back",
  delete: "remove",
  mkdir: "make the folder",
  rmdir: "remove the folder",
  link: "link again",
  chmod: "set the rights of",
};

/** What would be done, file by file. */
export function renderPlanned({ items }: GivenBack): string[] {
  const lines = items.map(({ path, action, conflict, impossible }) => {
    const why = impossible ?? conflict;
    const word = why === null ? (WORDS[action] ?? action) : "leave alone";
    return `  ${word} ${oneLine(path)}${why === null ? "" : dim(`: ${oneLine(why)}`)}`;
  });
  return shortened(lines);
}

/** What was done; what was left alone comes first with its reason. */
export function renderGiven(files: GivenBack): string[] {
  const { restored, skipped, beside, operation } = files;
  const left = skipped.map(
    ({ path, reason }) => `  left alone: ${oneLine(path)} ${dim(oneLine(reason))}`,
  );
  const kept = beside.map(
    ({ path, name }) => `  beside ${oneLine(path)}, which was changed since: ${oneLine(name)}`,
  );
  const mark = skipped.length === 0 ? good("✓") : bad("✗");
  const total = restored.length + skipped.length;
  if (total === 0) return [`${mark} the files are as they were`];
  const of = skipped.length === 0 ? "" : ` of ${total}`;
  return [
    `${mark} ${restored.length}${of} ${total === 1 ? "file" : "files"} as before`,
    ...shortened([...left, ...kept]),
    ...(skipped.length === 0
      ? []
      : [dim("  --on-conflict both puts them beside, force overwrites and keeps")]),
    ...(operation === null || restored.length === 0
      ? []
      : [dim(`  take this back: glassbox undo ${operation}`)]),
  ];
}

function shortened(lines: readonly string[]): string[] {
  if (lines.length <= MOST_LINES) return [...lines];
  return [...lines.slice(0, MOST_LINES), `  and ${lines.length - MOST_LINES} more`];
}
