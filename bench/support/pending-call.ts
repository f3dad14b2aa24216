import { type AccountState, initialAccount, type RunAccount } from "../../kernel/fold/account.ts";
import { initialRunState, type RunState } from "../../kernel/fold/run-state.ts";
import type { InFlight, Limits, PendingCall } from "../../kernel/reflex/reflex.ts";

export const NO_LIMITS: Limits = { deny: [], allow: [], callsPerMinute: null };
/** A call that no reflex minds, but for what is said of it. */
export const pending = (parts: Partial<PendingCall> = {}): PendingCall => ({
  step: "a",
  server: "mail",
  tool: "mail__send",
  args: { to: "ines" },
  effect: "once",
  content: "c",
  key: "",
  paths: [],
  undoable: false,
  risks: [],
  definition: "d1",
  now: 10_000,
  inFlight: [],
  held: [],
  recent: 0,
  limits: NO_LIMITS,
  fits: (schema) => schema !== false,
  ...parts,
});
export const flight = (parts: Partial<InFlight> = {}): InFlight => ({
  run: "r",
  steps: 1,
  modelCalls: 0,
  tokens: 0,
  usd: 0,
  grant: null,
  key: "",
  dir: "/home/ines",
  paths: [],
  ...parts,
});
export const run = (parts: Partial<RunState> = {}): RunState => ({
  ...initialRunState("r"),
  access: "write",
  dir: "/home/ines",
  ...parts,
});
export const account = (parts: Partial<AccountState> = {}): AccountState => ({
  ...initialAccount("r"),
  ...parts,
});

export const NO_BUDGET = { steps: null, seconds: null, modelCalls: null, tokens: null, usd: null };
export const NOTHING = { steps: 0, calls: 0, modelCalls: 0, tokens: 0, usd: 0 };
export const runAccount = (parts: Partial<RunAccount>): RunAccount => ({
  parent: null,
  budget: NO_BUDGET,
  spent: NOTHING,
  reserved: NOTHING,
  since: 0,
  isOver: false,
  isFork: false,
  ...parts,
});
