import { writeFileSync } from "node:fs";
import { join } from "node:path";

import type { House } from "./kernel.ts";
import { call } from "./plan.ts";
import { type JsonObject, sha256 } from "../../kernel/json.ts";

/** All pages of an export. */
export async function exportedLines(
  house: House,
  run: string,
  more: JsonObject = {},
): Promise<string[]> {
  const lines: string[] = [];
  const emit = (part: unknown) => void lines.push((part as { line: string }).line);
  const first = { run, ...more };
  let page = await house.call<{ next: string | null }>("runs.export", first, { emit });
  while (page.next !== null) page = await house.call("runs.export", { page: page.next }, { emit });
  return lines;
}

/** Puts lines into a file; the last line is made right again, as somebody who edits would. */
export function fileOf(house: House, lines: readonly string[], mends = true): string {
  const path = join(house.home, "run.ndjson");
  const body = lines.slice(0, -1);
  const end = JSON.parse(lines.at(-1)!) as JsonObject & { data?: JsonObject };
  const counted = {
    lines: body.length,
    events: body.filter((line) => !typeOf(line).startsWith("dev.")).length,
    blobs: body.filter((line) => /\.(blob|content)$/.test(typeOf(line))).length,
    sha256: sha256(body.map((line) => `${line}\n`).join("")),
  };
  const last = mends
    ? JSON.stringify({ ...end, data: { ...end.data, ...counted } })
    : lines.at(-1)!;
  writeFileSync(path, `${[...body, last].join("\n")}\n`);
  return path;
}

export function typeOf(line: string): string {
  return String((JSON.parse(line) as JsonObject)["type"]);
}

export function importInto(house: House, path: string): Promise<JsonObject> {
  return house.call("runs.import", { path });
}

/** Writes two files and reads one that is too large for an event. */
export const PLAN: JsonObject = {
  goal: "write and read",
  steps: [
    call("one", "files__files_write", { path: "one.txt", content: "first\n" }),
    call(
      "large",
      "files__files_write",
      {
        path: "large.txt",
        content: Array.from({ length: 6000 }, (_, n) => `line ${n}`).join("\n"),
      },
      { after: ["one"] },
    ),
    call("read", "files__files_read", { path: "large.txt" }, { after: ["large"] }),
  ],
  answer: "done",
};
