import type { Expectation } from "../../kernel/expectation.ts";
import type { Plan, Step, ToolAction } from "../../kernel/plan.ts";
import { type Mark, marksIn, marksOfSchema, namesNothing, sharesWith } from "./marks.ts";

/** A call as a plan has it: whom it asks, and what it says. */
interface Call {
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

export function changeOf(step: Step, { server, name }: ToolAction, plan: Plan): Change {
  const marks = marksOfCall(step);
  const behind = callsBehind(marks, new Map(plan.steps.map((one) => [one.id, one])));
  return {
    server,
    tool: name,
    marks,
    result: { key: "", value: { name: step.id, path: step.each === undefined ? [] : ["*"] } },
    origins: behind.flatMap((call) => call.marks),
  };
}

/** What an expectation of a step, or of the goal, looks at and compares with. */
export function checkOf({ probe, matches }: Expectation, step: Step | null): Check[] {
  const values = marksOfSchema(matches, step?.each);
  if (!probe) return step ? ownCheck(step, values) : [];
  const [server = ""] = probe.tool.split("__");
  return [{ look: { server, marks: marksIn(probe.args, step?.each) }, values }];
}

/** A read that was judged on its own answer, or a call whose tool declares what must hold of its arguments. */
export function ownCheck(step: Step, values: readonly Mark[] = []): Check[] {
  if (!("tool" in step.do)) return [];
  return [{ look: { server: step.do.tool.server, marks: marksOfCall(step) }, values }];
}

/**
 * Whether a check is about a change: it looks at all there is, or has a value in common with it, and none of the other
 * changes is what it is about instead. `later` are the reads after the change: what such a step looked at, a check that
 * refers to its answer looks at too.
 */
export function isAbout(
  check: Check,
  change: Change,
  later: ReadonlyMap<string, Step>,
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
  const said = [...change.marks, change.result];
  // Where a change's arguments come from tells something only to the server that it was made on.
  const shared = (marks: readonly Mark[], of: readonly Mark[]) =>
    marks.filter((mark) => of.some((one) => sharesWith(mark, one)));
  const named = looks.flatMap(({ server, marks }) =>
    shared(marks, server === change.server ? [...said, ...change.origins] : said),
  );
  return { named: new Set(named), found: new Set(shared(values, said)) };
}

/** The calls that references lead back to, directly or through others, among some steps. */
function callsBehind(marks: readonly Mark[], steps: ReadonlyMap<string, Step>): Call[] {
  const seen = new Set<string>();
  const calls: Call[] = [];
  const open = [...marks];
  for (let mark = open.pop(); mark; mark = open.pop()) {
    if (typeof mark.value !== "object" || seen.has(mark.value.name)) continue;
    seen.add(mark.value.name);
    const step = steps.get(mark.value.name);
    if (!step || !("tool" in step.do)) continue;
    const behind = marksOfCall(step);
    calls.push({ server: step.do.tool.server, marks: behind });
    open.push(...behind);
  }
  return calls;
}

/** What a step's call says; an element of the list that it fans out over is among it. */
function marksOfCall(step: Step): Mark[] {
  if (!("tool" in step.do)) return [];
  const { args } = step.do.tool;
  return [
    ...(step.each === undefined ? [] : marksIn("$item", step.each)),
    ...marksIn(args, step.each),
  ];
}
