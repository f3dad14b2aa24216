import {
  ACCOUNT_TYPES,
  type AccountState,
  foldAccount,
  initialAccount,
} from "../../kernel/fold/account.ts";
import type { FoldEvent } from "../../kernel/event.ts";
import { type ExtensionReducers, foldRun } from "../../kernel/fold/run.ts";
import { initialRunState } from "../../kernel/fold/run-state.ts";
import type { JsonObject } from "../../kernel/json.ts";
import type { Ledger } from "../../kernel/ledger/index.ts";
import type { Place } from "../contracts/addresses.ts";
import type { Captured } from "../contracts/captured.ts";
import type { Files } from "../contracts/files.ts";
import type { Predicate } from "./predicate.ts";

/** Events between two looks at whether somebody else wants to work. */
const STRETCH = 1000;

export interface SearchParts {
  readonly ledger: Ledger;
  readonly extensions: ExtensionReducers;
  /** Called only when files are asked about. */
  files(): Files;
}

export interface Search {
  /** Number of the first event whose state fits; null: none does. */
  readonly first: number | null;
  /** Numbers of the events at which it turned false, and true again, after that. */
  readonly flips: readonly number[];
  /** It fits at the last event. */
  readonly holds: boolean;
  readonly events: number;
}

/**
 * Asks at every event, in order. A predicate may turn false again, so halving the way would name any of its turns;
 * folding is fast enough to look at all of them.
 */
export async function search(
  parts: SearchParts,
  { branch, at }: Pick<Place, "branch" | "at">,
  predicate: Predicate,
  signal: AbortSignal,
): Promise<Search> {
  const { ledger, extensions } = parts;
  let state = initialRunState(branch);
  let first: number | null = null;
  let holds = false;
  const flips: number[] = [];
  using beside = surroundings(parts, branch, predicate);
  const visit = (event: FoldEvent) => {
    state = foldRun(state, event, extensions);
    const held = predicate.holds(beside.around(event, state as unknown as JsonObject));
    if (held === holds) return;
    holds = held;
    if (first === null) first = event.bseq;
    else flips.push(event.bseq);
  };
  for (let from = 1; from <= at; from += STRETCH) {
    ledger.foldBranch(branch, { from, to: Math.min(at, from + STRETCH - 1) }, visit);
    await new Promise((resolve) => setImmediate(resolve));
    signal.throwIfAborted();
  }
  return { first, flips, holds, events: at };
}

interface Surroundings extends Disposable {
  around(event: FoldEvent, state: JsonObject): JsonObject;
}

/** Adds to a state what lies beside it, as far as the predicate asks for it. */
function surroundings(
  { ledger, files }: SearchParts,
  branch: string,
  { asks }: Predicate,
): Surroundings {
  const account = asks.has("account") ? accountAlong(ledger, branch) : null;
  const hashes = asks.has("files") ? hashesAlong(files(), branch) : null;
  return {
    around(event, state) {
      if (asks.size === 0) return state;
      return {
        ...state,
        ...(account ? { account: account.at(event) as unknown as JsonObject } : {}),
        ...(hashes ? { files: hashes(event) } : {}),
      };
    },
    [Symbol.dispose]: () => account?.close(),
  };
}

/** The account of the tree as it was when each event of the branch was written. */
function accountAlong(ledger: Ledger, branch: string) {
  const root = ledger.branch(branch)?.root ?? branch;
  const events = ledger.readTree(root, ACCOUNT_TYPES)[Symbol.iterator]();
  let account = initialAccount(root);
  let next = events.next();
  return {
    at({ hlc }: FoldEvent): AccountState {
      while (!next.done && next.value.hlc <= hlc) {
        account = foldAccount(account, next.value);
        next = events.next();
      }
      return account;
    },
    /** A cursor of the ledger that was not read to its end. */
    close: () => void events.return?.(),
  };
}

type Hashes = Record<string, string | null>;

/** SHA-256 by path of the folder as captured at each event; null where there is none. */
function hashesAlong(files: Files, branch: string): (event: FoldEvent) => Hashes {
  let hashes: Hashes = {};
  return ({ type, data, bseq }) => {
    if (type !== "workspace.captured" || data === null) return hashes;
    const { manifest, captures } = data as unknown as Captured;
    if (manifest !== null) {
      const entries = [...files.at(branch, bseq).entries];
      hashes = Object.fromEntries(entries.map(([path, { sha256 }]) => [path, sha256]));
      return hashes;
    }
    for (const { path, kind, sha256 } of captures) {
      if (kind === "absent") delete hashes[path];
      else hashes[path] = sha256;
    }
    return hashes;
  };
}
