import type { Host } from "../../kernel/host.ts";
import type { Grant } from "../../kernel/fold/account.ts";
import { drafting } from "../../kernel/run/draft.ts";
import type { GivenGrants } from "../contracts/lifecycle.ts";
import { lifecycleOf } from "./lifecycle.ts";
import type { Program } from "./program.ts";

/** What a person allowed for the whole run, whoever of it makes the call; not what was counted or shown call by call. */
export function handedDown(grants: readonly Grant[], run: string): GivenGrants {
  return grants.flatMap(({ grant, run: owner, expires, allows }) => {
    const open = allows.filter(
      ({ step, plan, count }) => step === null && plan === null && count === null,
    );
    if (owner !== run || open.length === 0) return [];
    const given = open.map(({ tool, args, count, undoable, step, plan, definitions }) => {
      const only = { count, undoable, step, plan, definitions };
      return { tool, args, seen: false, ...only };
    });
    return [{ allows: given, ground: groundOf(grant), expires }];
  });
}

function groundOf(grant: string): string {
  return `handed down: ${grant}`;
}

/** What was taken back of the run is taken back of its program's calls too. */
export async function takeBack(host: Host, { run, child }: Program): Promise<void> {
  const { ledger, runs } = host.kernel();
  if (ledger.branch(child) === null || runs.state(child).outcome !== null) return;
  const { grants } = runs.account(runs.state(run).root);
  const standing = new Set(grants.map(({ grant }) => groundOf(grant)));
  const own = new Set(grants.flatMap(({ grant, run: of }) => (of === child ? grant : [])));
  const gone: string[] = [];
  for (const { data } of ledger.readBranch(runs.head(child), { types: ["grant.given"] })) {
    const [grant, ground] = [String(data?.["grant"]), String(data?.["ground"])];
    const isHandedDown = ground.startsWith(groundOf(""));
    if (own.has(grant) && isHandedDown && !standing.has(ground)) gone.push(grant);
  }
  if (gone.length === 0) return;
  const drafts = gone.map((grant) => drafting(child)("grant.revoked", { grant, by: `run/${run}` }));
  await lifecycleOf(host).append(child, drafts);
}
