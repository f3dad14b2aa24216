import type { Host } from "../../kernel/host.ts";
import { text } from "../../kernel/event.ts";
import type { Capture } from "../../kernel/ports/workspace.ts";
import type { Gaps } from "../contracts/gaps.ts";
import type { Moment } from "./moment.ts";
import { type Gone, toldIn } from "./told.ts";

const NAMED = 10;

/** Files that the run had made up to that moment, and that are not there as it left them. */
export function goneSince(host: Host, { branch, at, state }: Moment): readonly Gone[] {
  if (state.access === "read") return [];
  const made = host.needs("files").changes(branch, 0, at);
  const paths = made.map(({ path }) => path);
  const now = new Map(
    host
      .needs("workspace")
      .capture(state.dir, paths, "look")
      .map((one) => [one.path, one]),
  );
  return made
    .filter(({ path, after }) => !isSame(now.get(path), after))
    .map(({ path, steps }) => ({ path, steps: [...steps] }));
}

/**
 * What was checked in another folder says nothing of the one in which a run ends: each of these files has to have been made
 * anew. All of it is on record, so a replay comes to the same.
 */
export const filesGone: Gaps = ({ ledger, branch, state }) => {
  const { gone, at } = toldIn(state());
  if (gone.length === 0) return [];
  const made = new Set<string>();
  for (const { data } of ledger.readBranch(branch, { from: at, types: ["workspace.captured"] })) {
    if (data === null || text(data["step"]) === "" || data["at"] === "before") continue;
    for (const { path } of data["captures"] as unknown as readonly Capture[]) made.add(path);
  }
  const left = gone
    .filter(({ path }) => !made.has(path))
    .map(({ path, steps }) => `${path} is not as step ${steps.join(", ")} left it`);
  const more = left.length - NAMED;
  return more > 0 ? [...left.slice(0, NAMED), `and ${more} files more`] : left;
};

function isSame(now: Capture | undefined, then: Capture): boolean {
  if (!now || now.kind === "absent") return then.kind === "absent";
  return now.kind === then.kind && now.sha256 === then.sha256;
}
