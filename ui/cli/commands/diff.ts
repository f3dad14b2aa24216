import type { JsonValue } from "../../../kernel/json.ts";
import type { Difference } from "../../../plugins/travel/compare.ts";
import type { FileMark } from "../../../plugins/travel/file-marks.ts";
import type { EventView, FirstDifference } from "../../../plugins/travel/first-difference.ts";
import type { PlanDifference } from "../../../plugins/travel/state-difference.ts";
import { addLeaf, type Menu } from "../command.ts";
import { EXIT } from "../exit-code.ts";
import { renderMark } from "../render/file-marks.ts";
import { bad, bold, dim, fit, good, harmless, oneLine } from "../render/text.ts";

interface Diff {
  readonly same: boolean;
  readonly a: { readonly name: string };
  readonly b: { readonly name: string };
  readonly shared: number;
  readonly first: FirstDifference | null;
  readonly state: readonly Difference[];
  readonly plan: PlanDifference;
  readonly files: { readonly changes: readonly (FileMark & { readonly patch?: string })[] };
}

export function addDiff(menu: Menu): void {
  addLeaf<{ patch?: boolean }>(menu, menu.program, {
    name: "diff",
    summary: "Compare two moments, of one run or of two; exit 6 when they differ.",
    examples: ["glassbox diff r7k2@3 r7k2@9", "glassbox diff r7k2 k3p9 --patch"],
    build: (command) =>
      void command
        .argument("<a>", "RUN, RUN@N or RUN@STEP")
        .argument("<b>", "the same; what it has more is +")
        .option("--patch", "show what changed inside the files"),
    async handler({ call, terminal: { columns } }, [a, b], options) {
      const diff = await call<Diff>("run.diff", { a, b, patch: options.patch === true });
      const data = diff as object as JsonValue;
      if (diff.same)
        return { data, text: `${good("✓")} ${diff.a.name} and ${diff.b.name} are the same` };
      const message = `${diff.a.name} and ${diff.b.name} differ`;
      return {
        data,
        text: renderDiff(diff, columns),
        exit: EXIT.difference,
        error: { code: "difference", message },
      };
    },
  });
}

function renderDiff({ a, b, shared, first, state, plan, files }: Diff, columns: number): string {
  const side = (event: EventView | null, name: string) =>
    event === null
      ? `${name} has ended`
      : `${name}: event ${event.n} ${event.type}${event.step === "" ? "" : ` of ${event.step}`}`;
  const steps = [
    ...plan.removed.map((step) => `- ${step}`),
    ...plan.added.map((step) => `+ ${step}`),
    ...plan.changed.flatMap(({ step, differences }) =>
      differences.map((one) => line(`~ ${step}.${one.path}`, one, columns)),
    ),
  ];
  return [
    `${bold(`${bad("-")} ${a.name}  ${good("+")} ${b.name}`)}  ${dim(sharedWords(shared))}`,
    ...(first === null
      ? ["no event differs"]
      : [
          `first difference: ${whatWords(first)}`,
          ...[side(first.a, a.name), side(first.b, b.name)].map((words) => `  ${oneLine(words)}`),
          ...(first.at ? [`  ${line(first.at.path, first.at, columns - 2)}`] : []),
        ]),
    ...section(
      "state",
      state.map((one) => line(one.path, one, columns - 2)),
    ),
    ...section("plan", steps),
    ...section("files", files.changes.map(renderMark)),
    ...files.changes.flatMap(({ patch }) => (patch ? [harmless(patch.trimEnd())] : [])),
  ].join("\n");
}

function sharedWords(shared: number): string {
  return shared === 0 ? "no event in common" : `the first ${shared} events in common`;
}

function whatWords({ what, a }: NonNullable<Diff["first"]>): string {
  if (what === "end") return a === null ? "the second goes on" : "the first goes on";
  return { type: "another event", step: "another step", payload: "another payload" }[what];
}

function section(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : [title, ...lines.map((one) => `  ${one}`)];
}

/** `path: 3 → 4`; of what only one side has, that side. */
function line(path: string, { a, b }: Difference, columns: number): string {
  const value = (one: JsonValue | undefined) =>
    one === undefined ? "nothing" : JSON.stringify(one);
  return fit(oneLine(`${path}: ${value(a)} → ${value(b)}`), columns);
}
