import { existsSync, readFileSync } from "node:fs";

import { messageOf, usage } from "../../../kernel/error.ts";
import type { JsonValue } from "../../../kernel/json.ts";
import { addLeaf, type Menu } from "../command.ts";
import { EXIT } from "../exit-code.ts";
import { bad, dim, fit, good, oneLine } from "../render/text.ts";
import { localTime } from "../render/time.ts";

interface Cause {
  readonly n: number;
  readonly type: string;
  readonly step: string;
  readonly time: string;
  readonly what: string;
}

interface Found {
  readonly label: string;
  readonly when: string;
  readonly first: number | null;
  readonly flips: readonly number[];
  readonly holds: boolean;
  readonly events: number;
  readonly event: Cause | null;
  readonly causes: readonly Cause[];
}

const MOST_FLIPS = 5;

export function addBisect(menu: Menu): void {
  addLeaf<{ when: string }>(menu, menu.program, {
    name: "bisect",
    summary: "Find the first event of a run that made something true, and what led to it.",
    examples: [
      "glassbox bisect r7k2 --when outcome=failed",
      "glassbox bisect @ --when 'account.spent.usd>0.10'",
    ],
    build: (command) =>
      void command
        .argument("[run]", "RUN, or RUN@N to look no further than that event", "@")
        .requiredOption(
          "--when <what>",
          "PATH=VALUE (also != > >= < <=), a JSON Schema, or its file",
        ),
    async handler({ call, terminal: { columns } }, [run], options) {
      const found = await call<Found>("run.bisect", { run, when: predicateOf(options.when) });
      const data = found as object as JsonValue;
      if (found.event !== null) return { data, text: renderFound(found, columns) };
      const message = `${oneLine(found.when)} was never true in the ${found.events} events of ${found.label}`;
      return {
        data,
        text: `${bad("✗")} ${message}`,
        exit: EXIT.failed,
        error: { code: "not_found", message },
      };
    },
  });
}

/** What compares goes as it is; anything else that is a file is a schema in it. */
function predicateOf(when: string): JsonValue {
  const isInline = when.trimStart().startsWith("{");
  if (isInline || !existsSync(when)) return when;
  try {
    return JSON.parse(readFileSync(when, "utf8")) as JsonValue;
  } catch (error) {
    throw usage(`--when: ${when} is no JSON Schema: ${messageOf(error)}`, "it is read as JSON");
  }
}

function renderFound(found: Found, columns: number): string {
  const { label, event, causes } = found;
  const chain = [event!, ...causes].map((one, index) => {
    const step = one.step === "" ? "" : `@${one.step}`;
    const head = `${index === 0 ? "event  " : "because"} ${one.n}  ${localTime(one.time)}  ${one.type}`;
    return fit(oneLine(`${head}  ${step} ${one.what}`), columns);
  });
  return [
    `${good("✓")} ${label}@${event!.n}: ${oneLine(found.when)}`,
    ...chain,
    ...turns(found),
  ].join("\n");
}

/** It may have been true only for a while. */
function turns({ flips, holds }: Found): string[] {
  if (flips.length === 0) return [];
  const shown = flips
    .slice(0, MOST_FLIPS)
    .map((n, index) => `${index % 2 === 0 ? "false" : "true"} at ${n}`);
  const more = flips.length > MOST_FLIPS ? `, and ${flips.length - MOST_FLIPS} turns more` : "";
  return [dim(`then ${shown.join(", ")}${more}; ${holds ? "true" : "false"} at the end`)];
}
