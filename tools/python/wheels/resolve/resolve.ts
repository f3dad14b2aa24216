import { PackagesError } from "../problem.ts";
import type { Candidate, Offer } from "../sources/source.ts";
import { holds } from "../standards/marker.ts";
import type { Platform } from "../standards/platform.ts";
import { parseRequirement, type Requirement } from "../standards/requirement.ts";
import { fits } from "../standards/specifiers.ts";
import { explainConflict, label, meeting, wantedElsewhere, type Demand } from "./demand.ts";

export interface ResolveInput {
  readonly requested: readonly Requirement[];
  readonly platform: Platform;
  /** What was chosen before; it stays as long as every demand takes it. */
  readonly preferred: ReadonlyMap<string, Candidate>;
  offer(name: string): Promise<Offer>;
  /** The demands of a file, as written. */
  requires(candidate: Candidate): Promise<readonly string[]>;
}

export interface Chosen {
  readonly candidate: Candidate;
  /** Names. */
  readonly depends: readonly string[];
}

/** What has been decided on one way through the choices. */
interface State {
  readonly chosen: ReadonlyMap<string, Candidate>;
  /** In the order in which they came up. */
  readonly demands: readonly Demand[];
}

type Outcome =
  | { readonly is: "solved"; readonly state: State }
  /** `causes`: the packages of which another choice could help. */
  | { readonly is: "stuck"; readonly causes: ReadonlySet<string> };

const MAX_TRIES = 20_000;
/** Files whose demands are read: each may be a download. */
const MAX_READ = 200;
const MAX_PACKAGES = 300;

/**
 * Chooses one file for every package such that all demands are met: newest first, back where that leads nowhere, and
 * past choices that had nothing to do with it. When there is no way, says where the first one ended.
 */
export async function resolve(input: ResolveInput): Promise<ReadonlyMap<string, Chosen>> {
  let tries = 0;
  const read = new Map<Candidate, readonly Requirement[]>();
  let firstProblem: PackagesError | null = null;

  async function solve(state: State): Promise<Outcome> {
    const next = state.demands.find(({ requirement }) => !state.chosen.has(requirement.name));
    if (next === undefined) return { is: "solved", state };
    const { name } = next.requirement;
    const demands = demandsOn(state, name);
    const causes = new Set(demands.flatMap(({ by }) => by?.name ?? []));
    const elsewhere = wantedElsewhere(demands);
    if (elsewhere !== null) {
      firstProblem ??= elsewhere;
      return { is: "stuck", causes };
    }
    if (state.chosen.size >= MAX_PACKAGES) throw tooMuch(`more than ${MAX_PACKAGES} packages`);

    const tried = new Set<string>();
    for await (const candidate of candidatesFor(name, demands)) {
      if (tried.has(candidate.fileName)) continue;
      tried.add(candidate.fileName);
      if (++tries > MAX_TRIES || read.size > MAX_READ)
        throw firstProblem ?? tooMuch("too many combinations");
      const problem = await readDemands(candidate);
      if (problem !== null) {
        firstProblem ??= problem;
        continue;
      }
      const outcome = await attempt(state, candidate);
      if (outcome.is === "solved") return outcome;
      if (!outcome.causes.has(name)) return outcome;
      for (const cause of outcome.causes) if (cause !== name) causes.add(cause);
    }
    if (tried.size === 0) firstProblem ??= explainConflict(name, await input.offer(name), demands);
    return { is: "stuck", causes };
  }

  async function attempt(state: State, candidate: Candidate): Promise<Outcome> {
    const chosen = new Map(state.chosen).set(candidate.name, candidate);
    let reached: State = { chosen, demands: state.demands };
    // A demand can bring further extras of what is chosen already, and those further demands.
    const open = [candidate];
    for (const opened of open) {
      const fresh = demandsOf(opened, extrasOf(reached, opened.name)).filter(
        (demand) => !reached.demands.some((known) => isSame(known, demand)),
      );
      reached = { chosen, demands: [...reached.demands, ...fresh] };
      for (const demand of fresh) {
        const held = chosen.get(demand.requirement.name);
        if (held === undefined) continue;
        if (!fits(demand.requirement.specifiers, held.version))
          return await clash(reached, held, opened);
        if (demand.requirement.extras.length > 0) open.push(held);
      }
    }
    return solve(reached);
  }

  async function clash(state: State, held: Candidate, by: Candidate): Promise<Outcome> {
    const demands = demandsOn(state, held.name);
    firstProblem ??= explainConflict(held.name, await input.offer(held.name), demands);
    const parents = demands.flatMap((demand) => demand.by?.name ?? []);
    return { is: "stuck", causes: new Set([held.name, by.name, ...parents]) };
  }

  /** The one that was chosen before comes first, so that nothing is asked where nothing changes. */
  async function* candidatesFor(
    name: string,
    demands: readonly Demand[],
  ): AsyncGenerator<Candidate> {
    const preferred = input.preferred.get(name);
    if (preferred !== undefined) yield* meeting([preferred], demands);
    yield* meeting((await input.offer(name)).candidates, demands);
  }

  /** Null: they can be used. A file whose demands cannot be is passed over for an older one. */
  async function readDemands(candidate: Candidate): Promise<PackagesError | null> {
    if (read.has(candidate)) return null;
    const requirements: Requirement[] = [];
    for (const line of await input.requires(candidate)) {
      const requirement = parseRequirement(line);
      if (requirement === null) return unreadable(candidate, line);
      requirements.push(requirement);
    }
    read.set(candidate, requirements);
    return null;
  }

  function demandsOf(candidate: Candidate, extras: readonly string[]): readonly Demand[] {
    const requirements = read.get(candidate) ?? [];
    return requirements
      .filter(({ marker }) => holds(marker, input.platform.markers, extras))
      .map((requirement) => ({ requirement, by: candidate }));
  }

  const requested = input.requested.map((requirement) => ({ requirement, by: null }));
  const outcome = await solve({ chosen: new Map(), demands: requested });
  if (outcome.is === "solved") return chosenOf(outcome.state);
  throw firstProblem ?? tooMuch("no combination");
}

function demandsOn(state: State, name: string): readonly Demand[] {
  return state.demands.filter(({ requirement }) => requirement.name === name);
}

function extrasOf(state: State, name: string): readonly string[] {
  return [...new Set(demandsOn(state, name).flatMap(({ requirement }) => requirement.extras))];
}

function isSame(left: Demand, right: Demand): boolean {
  return left.by === right.by && left.requirement === right.requirement;
}

function chosenOf(state: State): ReadonlyMap<string, Chosen> {
  return new Map(
    [...state.chosen].map(([name, candidate]) => {
      const own = state.demands.filter(({ by }) => by?.name === name);
      const depends = new Set(own.map(({ requirement }) => requirement.name));
      depends.delete(name);
      return [name, { candidate, depends: [...depends].sort() }];
    }),
  );
}

function unreadable(candidate: Candidate, line: string): PackagesError {
  return new PackagesError(
    "broken",
    `${label(candidate)} asks for ${JSON.stringify(line.slice(0, 200))}, which cannot be read; ` +
      `ask for another version of it`,
  );
}

function tooMuch(what: string): PackagesError {
  return new PackagesError(
    "conflict",
    `the demands cannot be met: ${what}; name exact versions of what you ask for`,
  );
}
