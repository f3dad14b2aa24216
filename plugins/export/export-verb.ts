import { z } from "zod";

import type { Host } from "../../kernel/host.ts";
import { defineVerb, type Verb } from "../../kernel/verb.ts";
import type { Addresses } from "../contracts/addresses.ts";
import type { Contents } from "../contracts/contents.ts";
import { provided } from "./provided.ts";
import { Pages } from "./paging.ts";
import { proofOf, statementsFor } from "./proofs.ts";

const input = z.union([
  z.strictObject({
    run: z.string().describe("A run, by its first letters; @ is the last."),
    form: z.enum(["events", "otlp"]).default("events"),
    content: z.boolean().default(false).describe("With otlp: prompts, answers, arguments too."),
  }),
  z.strictObject({ page: z.string().describe("The name of the next page.") }),
]);

/** Sends a run tree line by line, in pages: the answer to each names the next. */
export function exportVerb(host: Host): Verb {
  const pages = new Pages(() => crypto.randomUUID().replaceAll("-", ""));
  return defineVerb({
    name: "runs.export",
    description:
      "Sends a run, all that it began and its forks as lines: the record with proofs, or spans and logs.",
    scope: "read",
    input,
    output: z.object({ run: z.string().optional(), next: z.string().nullable() }),
    async handler(given, call) {
      const send = (line: string) => call.emit({ line });
      if ("page" in given) return { next: pages.next(given.page, send) };
      const run = provided<Addresses>(host, "addresses", "runs").run(given.run);
      const lines = await linesOf(host, run, given);
      return { run, next: pages.next(pages.begin(lines), send) };
    },
  });
}

async function linesOf(
  host: Host,
  run: string,
  { form, content }: { readonly form: "events" | "otlp"; readonly content: boolean },
): Promise<Iterable<string>> {
  const { ledger } = host.kernel();
  const root = ledger.branch(run)?.root ?? run;
  // An idle kernel holds neither in memory.
  const { telemetryLines } = await import("./otlp/file.ts");
  const { exportLines } = await import("./export-lines.ts");
  if (form === "otlp") return telemetryLines(ledger, root, { version: host.version, content });
  const contents = host.provided<Contents>("contents").get("workspace");
  return exportLines({
    ledger,
    run,
    root,
    statements: await statementsFor(ledger, proofOf(host), root),
    content: (hash) => contents?.get(hash) ?? null,
    contents: () => contents?.of(root) ?? [],
  });
}
