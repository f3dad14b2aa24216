import type { Expectation } from "../../kernel/expectation.ts";
import type { Plan, Step, ToolAction } from "../../kernel/plan.ts";
import { type Mark, markOf, marksIn, marksOfSchema, namesNothing, sharesWith } from "./marks.ts";

/** A call as a plan has it: whom it asks, and what it says. */
export interface Call {
  readonly server: string;
  readonly marks: readonly Mark[];
}

/** A change, and what its arguments were worked out from. */
export interface Change extends Call {
  readonly tool: string;
  /** What it answered. */
  readonly result: Mark;
  readonly origins: readonly Mark[];
}

/** Something that held: what was looked at, and the values that were found there. */
export interface Check {
  readonly look: Call;
  readonly values: readonly Mark[];
}

/** What the steps of a plan call, by their ids. */
export function callsOf(plan: Plan): ReadonlyMap<string, Call> {
  return new Map(
    plan.steps.flatMap(({ id, each, do: action }): [string, Call][] => {
      if (!("tool" in action)) return [];
      const { server, args } = action.tool;
      const element = each === undefined ? [] : marksIn("$item", each);
      return [[id, { server, marks: [...element, ...marksIn(args, each)] }]];
    }),
  );
}

export function changeOf(
  step: Step,
  { name }: ToolAction,
  calls: ReadonlyMap<string, Call>,
): Change {
  const { server, marks } = calls.get(step.id)!;
  return {
    server,
    tool: name,
    marks,
    result: markOf("", { name: step.id, path: step.each === undefined ? [] : ["*"] }),
    origins: callsBehind(marks, calls).flatMap((call) => call.marks),
  };
}

/** What an expectation of a step, or of the goal, looks at and compares with; `own` is the step's call. */
export function checkOf({ probe, matches }: Expectation, own?: Call, each?: string): Check[] {
  const values = marksOfSchema(matches, each);
  if (!probe) return own ? [{ look: own, values }] : [];
  const [server = ""] = probe.tool.split("__");
  return [{ look: { server, marks: marksIn(probe.args, each) }, values }];
}

/**
 * Whether a check is about a change: it looks at all there is, or has a value in common with it, and none of the other
 * changes is what it is about instead. `later` are the reads after the change: what such a step looked at, a check that
 * refers to its answer looks at too.
 */
export function isAbout(
  check: Check,
  change: Change,
  later: ReadonlyMap<string, Call>,
  others: readonly Change[],
): boolean {
  const looks = [check.look, ...callsBehind([...check.look.marks, ...check.values], later)];
  const isWhole = looks.some(
    ({ server, marks }) =>
      server === change.server && [marks, change.marks].some((one) => one.every(namesNothing)),
  );
  const mine = inCommon(looks, check.values, change);
  if (!isWhole && mine.named.size + mine.found.size === 0) return false;
  return !others.some((other) => {
    const isAlike = other.server === change.server && other.tool === change.tool;
    if (mine.named.size > 0 && !isAlike) return false;
    const theirs = inCommon(looks, check.values, other);
    return (
      theirs.named.size > mine.named.size &&
      mine.named.isSubsetOf(theirs.named) &&
      mine.found.isSubsetOf(theirs.found)
    );
  });
}

/** What a change has in common with what was looked at, and with what was found there. */
function inCommon(looks: readonly Call[], values: readonly Mark[], change: Change) {
  const named = looks.flatMap(({ server, marks }) => shared(marks, change, server));
  return { named: new Set(named), found: new Set(shared(values, change)) };
}

/** Each change is compared with each check, and again for those of all other changes. */
const compared = new WeakMap<Change, WeakMap<readonly Mark[], readonly Mark[]>>();

function shared(marks: readonly Mark[], change: Change, server?: string): readonly Mark[] {
  const known = compared.get(change) ?? new WeakMap<readonly Mark[], readonly Mark[]>();
  const before = known.get(marks);
  if (before) return before;
  // Where a change's arguments come from tells something only to the server that it was made on.
  const origins = server === change.server ? change.origins : [];
  const said = [...change.marks, change.result, ...origins];
  const found = marks.filter((mark) => said.some((one) => sharesWith(mark, one)));
  compared.set(change, known.set(marks, found));
  return found;
}

/** The calls that references lead back to, directly or through others, among some. */
function callsBehind(marks: readonly Mark[], among: ReadonlyMap<string, Call>): Call[] {
  const found = new Set<Call>();
  const open = [...marks];
  for (let mark = open.pop(); mark; mark = open.pop()) {
    const call = typeof mark.value === "object" ? among.get(mark.value.name) : undefined;
    if (!call || found.has(call)) continue;
    found.add(call);
    open.push(...call.marks);
  }
  return [...found];
}
