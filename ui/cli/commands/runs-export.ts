import { closeSync, fsyncSync, openSync, renameSync, rmSync } from "node:fs";
import { resolve } from "node:path";
import type { Command } from "commander";

import { usage } from "../../../kernel/error.ts";
import type { JsonObject, JsonValue } from "../../../kernel/json.ts";
import { addLeaf, type Menu } from "../command.ts";
import { assertWritable } from "../files.ts";
import type { Outcome } from "../outcome.ts";
import { good } from "../render/text.ts";
import type { Session } from "../session.ts";
import { writeAll } from "../write-all.ts";

interface Options {
  readonly output?: string;
  readonly otlp?: string;
  readonly content?: boolean;
}

interface Imported {
  readonly run: string;
  readonly label: string;
  readonly events: number;
  readonly fresh: number;
  readonly missing: number;
  readonly origins: readonly { readonly source: string; readonly publicKey: string }[];
}

export function addRunsExport(menu: Menu, runs: Command): void {
  addLeaf<Options>(menu, runs, {
    name: "export",
    summary: "Write a run with all that proves it, for another home or program.",
    examples: [
      "glassbox runs export @ -o run.ndjson",
      "glassbox runs export r7k2 --otlp spans.jsonl",
    ],
    build: (command) =>
      void command
        .argument("<run>", "a run, by its first letters; @ is the last")
        .option("-o, --output <file>", "write to a file instead of standard output")
        .option("--otlp <file>", "write OpenTelemetry spans and logs (OTLP/JSON) to a file instead")
        .option("--content", "with --otlp: prompts, answers and arguments too"),
    handler: exportRun,
  });
  addLeaf(menu, runs, {
    name: "import",
    summary: "Take in a run that another home exported, once every proof in it held.",
    examples: ["glassbox runs import run.ndjson", "glassbox runs import run.ndjson --json=run"],
    build: (command) => void command.argument("<file>", "what glassbox runs export wrote"),
    async handler(session, [file = ""]) {
      const data = await session.call<Imported>("runs.import", { path: resolve(file) });
      return { data: data as object as JsonValue, text: importedText(data) };
    },
  });
}

async function exportRun(
  session: Session,
  [run]: readonly string[],
  { output, otlp, content }: Options,
): Promise<Outcome | null> {
  if (output !== undefined && otlp !== undefined)
    throw usage("-o writes the record and --otlp the telemetry", "leave one out");
  if (content && otlp === undefined)
    throw usage("--content says what goes into the telemetry", "add --otlp FILE");
  const path = output ?? otlp;
  if (path === undefined && session.options.json !== null)
    throw usage("--json prints one object, and an export is many lines", "write it with -o FILE");
  const form = otlp === undefined ? "events" : "otlp";
  const first = { run, form, content: content === true };
  if (path === undefined) {
    await sendPages(session, first, (line) => session.terminal.print(line));
    return null;
  }
  assertWritable(output === undefined ? "--otlp" : "-o", path);
  const written = await writeFile(path, (write) => sendPages(session, first, write));
  const data = { ...written, file: resolve(path) };
  return { data, text: `${good("✓")} ${written.lines} lines in ${path}` };
}

/** Page by page: the next one is fetched when this one is written. */
async function sendPages(
  session: Session,
  first: JsonObject | object,
  write: (line: string) => void,
): Promise<{ readonly run: string }> {
  const onPart = (part: JsonValue) => write((part as { readonly line: string }).line);
  const begun = await session.call<Page>("runs.export", first, { onPart });
  for (let { next } = begun; next !== null;)
    ({ next } = await session.call<Page>("runs.export", { page: next }, { onPart }));
  return { run: begun.run ?? "" };
}

interface Page {
  readonly run?: string;
  readonly next: string | null;
}

/** For its owner only; whole or not at all. */
async function writeFile(
  path: string,
  fill: (write: (line: string) => void) => Promise<{ readonly run: string }>,
): Promise<{ readonly run: string; readonly lines: number }> {
  const draft = `${path}.${process.pid}.part`;
  let lines = 0;
  const file = openSync(draft, "wx", 0o600);
  try {
    const { run } = await fill((line) => {
      lines += 1;
      writeAll(file, `${line}\n`);
    });
    fsyncSync(file);
    renameSync(draft, path);
    return { run, lines };
  } catch (error) {
    rmSync(draft, { force: true });
    throw error;
  } finally {
    closeSync(file);
  }
}

function importedText({ label, events, fresh, missing, origins }: Imported): string {
  const from = origins.map(({ source }) => source.split("/").at(-1)).join(", ");
  const keys = origins.map(({ publicKey }) => `\n  signed with ${publicKey}`).join("");
  const said =
    fresh === 0
      ? `${label} is here already: ${events} events of ${from}, nothing changed`
      : `${label}: ${fresh} events of ${from}, every hash and signature holds`;
  const gone = missing > 0 ? `\n  ${missing} contents were no longer kept there` : "";
  return `${good("✓")} ${said}${keys}${gone}\n  glassbox show ${label}   or   glassbox verify`;
}
