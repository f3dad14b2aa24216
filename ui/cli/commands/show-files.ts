import { isObject, type JsonObject, type JsonValue } from "../../../kernel/json.ts";
import type { Capture } from "../../../kernel/ports/workspace.ts";
import type { FileMark } from "../../../plugins/travel/file-marks.ts";
import type { Outcome } from "../outcome.ts";
import { renderEntry, renderMark } from "../render/file-marks.ts";
import { dim, oneLine } from "../render/text.ts";
import type { Session } from "../session.ts";

export interface ShownFiles {
  readonly files: readonly Capture[];
  readonly changes: readonly FileMark[];
  readonly digest: string;
  readonly dir: string;
  readonly label: string;
  readonly at: number;
}

/** Bytes go out as they were; a folder is listed. */
export async function showFile(session: Session, address: string): Promise<Outcome | null> {
  const parts: Uint8Array[] = [];
  const onPart = (part: JsonValue) => {
    if (isObject(part)) parts.push(Buffer.from(String(part["bytes"]), "base64"));
  };
  const found = await session.call<JsonObject>("run.file", { run: address }, { onPart });
  const { names } = found;
  if (Array.isArray(names)) return { data: found, text: names.map(String).map(oneLine).join("\n") };
  const bytes = Buffer.concat(parts);
  if (session.options.json !== null) return { data: { ...found, ...contentOf(bytes) }, text: "" };
  session.terminal.printBytes(bytes);
  return null;
}

/** Text where it is UTF-8, else base64. */
function contentOf(bytes: Uint8Array): JsonObject {
  try {
    const text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
    return { encoding: "utf-8", content: text };
  } catch {
    return { encoding: "base64", content: Buffer.from(bytes).toString("base64") };
  }
}

export function renderFiles({ files, changes, digest, dir, label, at }: ShownFiles): string {
  const changed = new Set(changes.map(({ path }) => path));
  const others = files.filter(({ path, kind }) => !changed.has(path) && kind !== "directory");
  const count = files.filter(({ kind }) => kind !== "directory").length;
  return [
    `${label}@${at} · ${count} ${count === 1 ? "file" : "files"} in ${oneLine(dir)} · ${dim(digest.slice(0, 12))}`,
    ...(changes.length === 0 ? ["the run itself had changed nothing"] : changes.map(renderMark)),
    ...others.map(renderEntry),
  ].join("\n");
}
