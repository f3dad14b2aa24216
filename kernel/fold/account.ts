import type { FoldEvent } from "../event.ts";
import type { KernelEventType, Payload } from "../vocabulary.ts";

/** Bump when the same events fold to something else. */
export const ACCOUNT_REDUCER = "account/1";

/**
 * What happened to the world, over a whole run tree with all its branches. It never goes back: rewinding refunds
 * nothing and a fork doubles nothing.
 */
export interface AccountState {
  readonly root: string;
  readonly budget: Payload<"run.started">["budget"];
  /** Hybrid clock of the tree's first event: where the time budget starts. */
  readonly startedAt: number;
  readonly spent: {
    readonly steps: number;
    readonly calls: number;
    readonly tokens: number;
    readonly usd: number;
  };
  readonly grants: readonly Grant[];
  /** Intents without a result, by event id: running now, or in doubt after a crash. */
  readonly open: Readonly<Record<string, OpenEffect>>;
  /** Effects by class, results in. */
  readonly effects: Readonly<Record<string, number>>;
  readonly hosts: readonly string[];
}

export interface Grant {
  readonly grant: string;
  readonly tools: readonly string[];
  readonly args: string | null;
  readonly run: string;
}

export interface OpenEffect {
  readonly branch: string;
  readonly step: string;
  readonly tool: string;
  readonly effect: string;
  readonly purpose: "step" | "probe";
}

export function initialAccount(root: string): AccountState {
  return {
    root,
    budget: { steps: null, seconds: null, tokens: null, usd: null },
    startedAt: 0,
    spent: { steps: 0, calls: 0, tokens: 0, usd: 0 },
    grants: [],
    open: {},
    effects: {},
    hosts: [],
  };
}

type Reducers = {
  readonly [T in KernelEventType]?: (
    state: AccountState,
    data: Payload<T>,
    event: FoldEvent,
  ) => AccountState;
};

const reducers: Reducers = {
  "run.started": (state, { run, budget }, event) =>
    run === state.root ? { ...state, budget, startedAt: event.hlc } : state,
  "tool.intended": (state, { step, purpose, server, tool, effect }, { id, branch }) => {
    const { spent } = state;
    const steps = spent.steps + (purpose === "step" ? 1 : 0);
    const open = {
      ...state.open,
      [id]: { branch, step, tool: `${server}__${tool}`, effect, purpose },
    };
    return { ...state, spent: { ...spent, steps, calls: spent.calls + 1 }, open };
  },
  "tool.finished": (state, { call, hosts }) => {
    const closed = close(state, call);
    const fresh = hosts.filter((host) => !state.hosts.includes(host));
    return fresh.length === 0 ? closed : { ...closed, hosts: [...state.hosts, ...fresh] };
  },
  "tool.unknown": (state, { call }) => close(state, call),
  "grant.given": (state, { grant, tools, args, run }) => ({
    ...state,
    grants: [...state.grants, { grant, tools, args, run }],
  }),
  "model.answered": (state, { inputTokens, outputTokens, usd }) => {
    const tokens = state.spent.tokens + inputTokens + outputTokens;
    return { ...state, spent: { ...state.spent, tokens, usd: state.spent.usd + usd } };
  },
};

/** The only types this fold looks at. */
export const ACCOUNT_TYPES: readonly string[] = Object.keys(reducers);

/** One event later. Pure. */
export function foldAccount(state: AccountState, event: FoldEvent): AccountState {
  const reducer = reducers[event.type as KernelEventType] as
    | ((state: AccountState, data: unknown, event: FoldEvent) => AccountState)
    | undefined;
  return reducer && event.data !== null ? reducer(state, event.data, event) : state;
}

function close(state: AccountState, call: string): AccountState {
  const { [call]: effect, ...open } = state.open;
  if (!effect) return state;
  const count = (state.effects[effect.effect] ?? 0) + 1;
  return { ...state, open, effects: { ...state.effects, [effect.effect]: count } };
}
