import { type FoldEvent, millisecondsOf } from "../event.ts";
import type { KernelEventType, Payload } from "../vocabulary.ts";

/** Bump when the same events fold to something else. */
export const ACCOUNT_REDUCER = "account/3";

/**
 * What happened to the world, over a whole run tree with all its branches. It never goes back: rewinding refunds
 * nothing and a fork doubles nothing.
 */
export interface AccountState {
  readonly root: string;
  /** Of the whole tree, what calls under way may still take not counted. */
  readonly spent: Spent;
  /** Each run of the tree that is not over, and always the first one. */
  readonly runs: Readonly<Record<string, RunAccount>>;
  /** Branches that do not carry the name of their run. */
  readonly branches: Readonly<Record<string, string>>;
  /** Milliseconds in which somebody worked: neither interrupted nor waiting for a person. */
  readonly active: number;
  /** Unix milliseconds of the last event. */
  readonly last: number;
  readonly grants: readonly Grant[];
  /** Intents without a result, by event id: running now, or in doubt after a crash. They hold their paths. */
  readonly open: Readonly<Record<string, OpenEffect>>;
  /** Model calls without an answer, and what is reserved for them. */
  readonly thinking: Readonly<Record<string, Pick<Spent, "tokens" | "usd"> & { run: string }>>;
  /** Effects by class, results in. */
  readonly effects: Readonly<Record<string, number>>;
  readonly hosts: readonly string[];
}

export type Budget = Payload<"run.started">["budget"];

export interface Spent {
  readonly tokens: number;
  readonly usd: number;
  /** Tool calls of steps. */
  readonly steps: number;
  /** All tool calls, those of expectations too. */
  readonly calls: number;
  readonly modelCalls: number;
}

export interface RunAccount {
  readonly parent: string | null;
  readonly budget: Budget;
  /** What it and the runs below it have spent, and what is reserved for their model calls. */
  readonly spent: Spent;
  readonly reserved: Spent;
  /** `active` when it began. */
  readonly since: number;
  readonly isOver: boolean;
  /** A person has begun it. */
  readonly isFork: boolean;
}

export interface Grant extends Pick<Payload<"grant.given">, "grant" | "run" | "expires"> {
  readonly allows: readonly Allowance[];
}

/** One tool × argument pattern (JSON Schema) × count; `used` counts the intents that relied on it. */
export type Allowance = Payload<"grant.given">["allows"][number] & { readonly used: number };

type Intent = Payload<"tool.intended">;

export interface OpenEffect extends Pick<Intent, "step" | "effect" | "purpose" | "paths" | "tool"> {
  readonly run: string;
  readonly branch: string;
}

const NOTHING: Spent = { steps: 0, calls: 0, modelCalls: 0, tokens: 0, usd: 0 };
const UNLIMITED: Budget = { steps: null, seconds: null, modelCalls: null, tokens: null, usd: null };

export function initialAccount(root: string): AccountState {
  return {
    root,
    spent: NOTHING,
    runs: { [root]: runAccount(null, UNLIMITED, 0) },
    branches: {},
    active: 0,
    last: 0,
    grants: [],
    open: {},
    thinking: {},
    effects: {},
    hosts: [],
  };
}

function runAccount(parent: string | null, budget: Budget, since: number): RunAccount {
  return { parent, budget, spent: NOTHING, reserved: NOTHING, since, isOver: false, isFork: false };
}

function onBranch(state: AccountState, run: string, branch: string): AccountState {
  return { ...state, branches: { ...state.branches, [branch]: run } };
}

export function runOf(state: AccountState, branch: string): string {
  return state.branches[branch] ?? branch;
}

type Reducers = {
  readonly [T in KernelEventType]?: (
    state: AccountState,
    data: Payload<T>,
    event: FoldEvent,
  ) => AccountState;
};

const reducers: Reducers = {
  "run.started": (state, { run, parent, budget }) => {
    const above = parent && (Object.hasOwn(state.runs, parent.run) ? parent.run : state.root);
    const started = runAccount(run === state.root ? null : above, budget, state.active);
    return { ...state, runs: { ...state.runs, [run]: started } };
  },
  // What its dead kernel was reading for an expectation is read again; what it asked a model may have been paid for.
  "run.claimed": (state, _, { branch }) => {
    const run = runOf(state, branch);
    const open = Object.entries(state.open).filter(
      ([, effect]) => effect.run !== run || effect.purpose !== "probe",
    );
    return { ...paid(state, run), open: Object.fromEntries(open) };
  },
  "run.diverged": (state, { run }, { branch }) => onBranch(state, run, branch),
  "run.rewound": (state, { run }, { branch }) => onBranch(state, run, branch),
  // It spends what its origin has left; what a person gives it beyond that is given to those above it too.
  "run.forked": (state, { run, from, budget, limits }) => {
    // A run is below one other run, and never below itself.
    if (Object.hasOwn(state.runs, run)) return state;
    const [parent] = lineOf(state, runOf(state, from));
    const forked = { ...runAccount(parent!, budget, state.active), isFork: true };
    const runs = { ...state.runs, [run]: forked };
    for (const [id, limit] of Object.entries(limits))
      if (runs[id]) runs[id] = { ...runs[id], budget: limit };
    return { ...state, runs };
  },
  // What is over still bounds the runs below it; it goes when the last of them does, unless a person may go back to it.
  "run.finished": (before, _, { branch }) => {
    const run = runOf(before, branch);
    const state = paid(before, run);
    const runs = { ...state.runs };
    if (runs[run]) runs[run] = { ...runs[run], isOver: true };
    for (const id of lineOf(state, run)) {
      const { isOver, isFork, parent } = runs[id]!;
      if (
        !isOver ||
        isFork ||
        parent === null ||
        Object.values(runs).some((one) => one.parent === id)
      )
        break;
      delete runs[id];
    }
    return { ...state, runs };
  },
  "ask.answered": (state) => state,
  "tool.intended": (state, data, { id, branch }) => {
    const { step, purpose, server, tool, effect, paths, key, grant } = data;
    const run = runOf(state, branch);
    const effects = { branch, run, step, tool: `${server}__${tool}`, effect, purpose, paths };
    const spent = charge(state, run, { steps: purpose === "step" ? 1 : 0, calls: 1 });
    const grants = key === "" && grant ? used(state.grants, grant) : state.grants;
    return { ...spent, grants, open: { ...state.open, [id]: effects } };
  },
  "tool.finished": (state, { call, hosts }) => {
    const all = hosts.length === 0 ? state.hosts : [...new Set([...state.hosts, ...hosts])];
    return { ...close(state, call), hosts: all };
  },
  // Until it is settled its paths are not free.
  "tool.unknown": (state, { call, then }) => (then === "settle" ? state : close(state, call)),
  "tool.settled": (state, { call }) => close(state, call),
  "grant.given": (state, { grant, run, expires, allows }) => {
    const given = { grant, run, expires, allows: allows.map((one) => ({ ...one, used: 0 })) };
    return { ...state, grants: [...state.grants, given] };
  },
  "grant.revoked": (state, { grant }) => ({
    ...state,
    grants: state.grants.filter((one) => one.grant !== grant),
  }),
  "model.called": (state, { tokens, usd }, { id, branch }) => {
    const run = runOf(state, branch);
    const charged = charge(state, run, { modelCalls: 1 }, { tokens, usd });
    return { ...charged, thinking: { ...state.thinking, [id]: { run, tokens, usd } } };
  },
  "model.answered": (state, { call, inputTokens, outputTokens, usd }) =>
    settleThought(state, call, { tokens: inputTokens + outputTokens, usd }),
};

/** The only types this fold looks at. */
export const ACCOUNT_TYPES: readonly string[] = Object.keys(reducers);

/** What ends a time in which nobody worked. */
const RESUMING = /^(run\.(claimed|diverged|rewound|forked)|ask\.answered|grant\..*)$/;

/** One event later. Pure. */
export function foldAccount(before: AccountState, event: FoldEvent): AccountState {
  const reducer = reducers[event.type as KernelEventType] as
    | ((state: AccountState, data: unknown, event: FoldEvent) => AccountState)
    | undefined;
  if (!reducer) return before;
  const last = millisecondsOf(event.hlc);
  const worked = before.last > 0 && !RESUMING.test(event.type);
  const active = before.active + (worked ? Math.max(0, last - before.last) : 0);
  const state = { ...before, active, last: Math.max(last, before.last) };
  return event.data === null ? state : reducer(state, event.data, event);
}

/** A run whose model calls nobody waits for any more: they may have been paid for. */
function paid(state: AccountState, run: string): AccountState {
  return Object.entries(state.thinking)
    .filter(([, thought]) => thought.run === run)
    .reduce((next, [call, { tokens, usd }]) => settleThought(next, call, { tokens, usd }), state);
}

/** Gives back what was reserved for a model call, and takes what it has cost. */
function settleThought(state: AccountState, call: string, cost: Partial<Spent>): AccountState {
  const { [call]: thought, ...thinking } = state.thinking;
  if (!thought) return state;
  const back = { tokens: -thought.tokens, usd: -thought.usd };
  return { ...charge(state, thought.run, cost, back), thinking };
}

/** A run of the tree and all above it; one that nobody knows counts as the first one. */
export function lineOf({ runs, root }: Pick<AccountState, "runs" | "root">, run: string) {
  const line: string[] = [];
  for (let id: string | null = Object.hasOwn(runs, run) ? run : root; id !== null;) {
    line.push(id);
    id = runs[id]!.parent;
  }
  return line;
}

/** Adds to a run and all above it what was spent, and what is kept back for calls under way. */
function charge(
  state: AccountState,
  run: string,
  spent: Partial<Spent>,
  reserved?: Partial<Spent>,
): AccountState {
  const runs = { ...state.runs };
  for (const id of lineOf(state, run)) {
    const one = runs[id]!;
    const kept = reserved ? plus(one.reserved, reserved) : one.reserved;
    runs[id] = { ...one, spent: plus(one.spent, spent), reserved: kept };
  }
  return { ...state, runs, spent: plus(state.spent, spent) };
}

function plus(a: Spent, b: Partial<Spent>): Spent {
  const { steps = 0, calls = 0, modelCalls = 0, tokens = 0, usd = 0 } = b;
  const counts = { steps: a.steps + steps, calls: a.calls + calls };
  const thoughts = { modelCalls: a.modelCalls + modelCalls, tokens: a.tokens + tokens };
  return { ...counts, ...thoughts, usd: a.usd + usd };
}

function close(state: AccountState, call: string): AccountState {
  const { [call]: effect, ...open } = state.open;
  if (!effect) return state;
  const count = (state.effects[effect.effect] ?? 0) + 1;
  return { ...state, open, effects: { ...state.effects, [effect.effect]: count } };
}

/** Counts the call that relies on an allowance (`grant#index`). */
function used(grants: readonly Grant[], name: string): readonly Grant[] {
  const [id, index] = name.split("#");
  return grants.map(({ allows, ...grant }) => {
    const isUsed = (at: number) => grant.grant === id && at === Number(index);
    const count = (one: Allowance, at: number) =>
      isUsed(at) ? { ...one, used: one.used + 1 } : one;
    return { ...grant, allows: allows.map(count) };
  });
}
