import type { JsonValue } from "../../../kernel/json.ts";
import { addLeaf, type Menu } from "../command.ts";
import { EXIT } from "../exit-code.ts";
import { bad, good, oneLine, wrap } from "../render/text.ts";

interface Replayed {
  readonly run: string;
  readonly label: string;
  readonly events: number;
  readonly compared: number;
  readonly difference: Difference | null;
  readonly assumed: readonly string[];
}

interface Difference {
  readonly event: number;
  readonly run: string;
  readonly branch: string;
  readonly type: string;
  readonly step: string | null;
  readonly path: string;
  readonly recorded: JsonValue;
  readonly now: JsonValue;
}

export function addReplay(menu: Menu): void {
  addLeaf(menu, menu.program, {
    name: "replay",
    summary: "Do a run again from its recorded answers; exit 6 at the first difference.",
    examples: ["glassbox replay @", "glassbox replay r7k2 --json=difference"],
    build: (command) => void command.argument("[run]", "RUN; @ is the last run", "@"),
    async handler({ call, terminal: { columns } }, [run]) {
      const replayed = await call<Replayed>("run.replay", { run });
      const { label, events, compared, difference, assumed } = replayed;
      const data = replayed as object as JsonValue;
      const notes = assumed.map((note) => wrap(`  ${oneLine(note)}`, columns, "  "));
      if (!difference) {
        const count = `${compared} of ${events} events made again, all the same`;
        return { data, text: [`${good("✓")} ${label}: ${count}`, ...notes].join("\n") };
      }
      const message = wordsOf(difference);
      return {
        data,
        text: [`${bad("✗")} ${label}: ${message}`, ...valuesOf(difference, columns), ...notes].join(
          "\n",
        ),
        exit: EXIT.difference,
        error: { code: "difference", message },
      };
    },
  });
}

function wordsOf({ event, branch, type, step, path }: Difference): string {
  const where = `event ${event} of ${branch} (${type}${step === null ? "" : `, step ${step}`})`;
  return path === ""
    ? `the first difference is ${where}`
    : `the first difference is ${where}: ${path}`;
}

function valuesOf({ recorded, now }: Difference, columns: number): string[] {
  const shown = (value: JsonValue) =>
    value === null ? "nothing" : typeof value === "string" ? value : JSON.stringify(value);
  return [
    wrap(`  recorded: ${oneLine(shown(recorded))}`, columns, "    "),
    wrap(`  now:      ${oneLine(shown(now))}`, columns, "    "),
  ];
}
