import type { Database } from "bun:sqlite";

import { KernelError } from "../error.ts";
import type { EventDraft, LedgerEvent } from "../event.ts";
import type { EventTypes } from "./event-types.ts";
import { canonicalize } from "../json.ts";
import type { Clock } from "../ports/clock.ts";
import type { Ids } from "../ports/ids.ts";
import type { Admission, NewBranch, SealedEvent } from "./port.ts";
import { type Blobs, INLINE_LIMIT } from "./blobs.ts";
import { type Envelope, GENESIS, hashEnvelope, hashPayload } from "./envelope.ts";
import type { Names } from "./names.ts";

interface BranchHead {
  readonly id: number;
  length: number;
  ownerOrigin: string | null;
  ownerEpoch: number | null;
}

interface ChainParts {
  readonly db: Database;
  readonly names: Names;
  readonly blobs: Blobs;
  readonly types: EventTypes;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly tenant: string;
  readonly origin: string;
  readonly epoch: number;
}

/** Gives drafts their place, seals them and inserts them; every method runs inside the writing transaction. */
export class Chain {
  readonly #parts: ChainParts;
  readonly #source: string;
  readonly #insert;
  #oseq = 0;
  #hlc = 0;
  #head: Uint8Array = GENESIS;
  #heads = new Map<string, BranchHead>();

  constructor(parts: ChainParts) {
    this.#parts = parts;
    this.#source = `/${parts.tenant}/${parts.origin}`;
    this.#insert = parts.db.query(
      `insert into events(row, id, origin, oseq, hlc, subject, type, version, branch, bseq, actor, onbehalfof, cause,
       traceparent, salt, data, blob, erased, datahash, prevhash, hash) values (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)`,
    );
    // The clock of a chain only grows, so its last event has its latest time.
    const clock = parts.db
      .query(
        `select coalesce(max((select hlc from events where origin = names.id order by oseq desc limit 1)), 0) as hlc
         from names where text like '/%'`,
      )
      .get();
    this.#hlc = (clock as { hlc: number }).hlc;
    this.reload();
  }

  /** Reads the heads from the file again: at the start, and after a rollback. */
  reload(): void {
    const { db, names } = this.#parts;
    const origin = names.find(this.#source);
    const last = db
      .query("select oseq, hash from events where origin = ? order by oseq desc limit 1")
      .get(origin) as { oseq: number; hash: Uint8Array } | null;
    this.#oseq = last?.oseq ?? 0;
    this.#head = last?.hash ?? GENESIS;
    this.#heads = new Map();
  }

  open(branch: NewBranch): void {
    const { db, names } = this.#parts;
    const at = branch.parent?.at ?? 0;
    if (branch.parent) {
      const parent = this.#branchHead(branch.parent.branch);
      if (!Number.isInteger(at) || at < 1 || at > parent.length) {
        throw new KernelError("usage", `branch ${branch.parent.branch} has no event ${at}`);
      }
    }
    const id = names.intern(branch.id);
    if (db.query("select 1 from branches where id = ?").get(id)) {
      throw new KernelError("conflict", `branch ${branch.id} is there already`);
    }
    db.query("insert into branches(id, subject, root, parent, at) values (?, ?, ?, ?, ?)").run(
      id,
      names.intern(branch.subject),
      names.intern(branch.root),
      branch.parent ? names.intern(branch.parent.branch) : null,
      at,
    );
  }

  seal(draft: EventDraft): LedgerEvent {
    const { ids, types } = this.#parts;
    requireWholeText(draft);
    const head = this.#branchHead(draft.branch, draft.subject);
    this.#fence(draft, head);
    const version = types.get(draft.type)?.version ?? 1;
    const payload = canonicalize(draft.data);
    const salt = ids.salt();
    this.#hlc = Math.max(this.#hlc + 1, this.#parts.clock.now() * 4096);
    const envelope: Envelope = {
      id: draft.id ?? ids.event(),
      source: this.#source,
      subject: draft.subject,
      type: draft.type,
      version,
      oseq: this.#oseq + 1,
      hlc: this.#hlc,
      branch: draft.branch,
      bseq: head.length + 1,
      actor: draft.actor,
      onbehalfof: draft.onbehalfof ?? null,
      cause: draft.cause ?? null,
      traceparent: draft.traceparent ?? null,
      datahash: hashPayload(salt, payload),
      prevhash: this.#head,
    };
    const hash = hashEnvelope(envelope);
    const row = this.#write(envelope, head.id, { salt, payload, hash });
    this.#oseq += 1;
    this.#head = hash;
    head.length += 1;
    if (draft.type === "run.claimed") this.#claim(draft, head);
    const { datahash: _, prevhash: __, ...rest } = envelope;
    // What was appended is what a later reader will parse, not the caller's object.
    return {
      ...rest,
      storedVersion: version,
      data: JSON.parse(payload),
      row,
    };
  }

  /** Takes in what was sealed elsewhere, as it is. */
  admit({ events, branches, keepsRows }: Admission): void {
    const { db, names } = this.#parts;
    for (const event of events) {
      this.#write(event, names.intern(event.branch), event, keepsRows ? event.row : null);
      this.#hlc = Math.max(this.#hlc, event.hlc);
    }
    // A branch may only leave its parent where that has events.
    for (const { id, subject, root, parent, at, ownerOrigin, ownerEpoch } of branches) {
      const name = names.intern(id);
      const isThere = db.query("select 1 from branches where id = ?").get(name) !== null;
      if (!isThere)
        this.open({ id, subject, root, ...(parent && { parent: { branch: parent, at } }) });
      const owner = db.query("update branches set owner_origin = ?, owner_epoch = ? where id = ?");
      owner.run(ownerOrigin, ownerEpoch, name);
    }
    this.reload();
  }

  /** `row` is the next one where it is null. */
  #write(
    envelope: Envelope,
    branch: number,
    { salt, payload, hash }: Pick<SealedEvent, "salt" | "payload" | "hash">,
    row: number | null = null,
  ): number {
    const { names, blobs } = this.#parts;
    const isInline = payload === null || payload.length <= INLINE_LIMIT;
    const done = this.#insert.run(
      row,
      envelope.id,
      names.intern(envelope.source),
      envelope.oseq,
      envelope.hlc,
      names.intern(envelope.subject),
      names.intern(envelope.type),
      envelope.version,
      branch,
      envelope.bseq,
      names.intern(envelope.actor),
      envelope.onbehalfof === null ? null : names.intern(envelope.onbehalfof),
      envelope.cause,
      envelope.traceparent,
      salt,
      isInline ? payload : null,
      isInline ? null : blobs.put(Buffer.from(payload)),
      payload === null ? 1 : 0,
      envelope.datahash,
      envelope.prevhash,
      hash,
    );
    return Number(done.lastInsertRowid);
  }

  /** A branch belongs to one owner; only that owner's epoch may write to it. */
  #fence(draft: EventDraft, head: BranchHead): void {
    if (draft.type === "run.claimed" || head.ownerEpoch === null) return;
    if (head.ownerOrigin === this.#parts.origin && head.ownerEpoch === this.#parts.epoch) return;
    throw new KernelError(
      "fenced",
      `branch ${draft.branch} belongs to ${head.ownerOrigin} in epoch ${head.ownerEpoch}, not to epoch ${this.#parts.epoch}`,
      { hint: "resume the run first" },
    );
  }

  #claim(draft: EventDraft, head: BranchHead): void {
    head.ownerOrigin = String(draft.data["origin"]);
    head.ownerEpoch = Number(draft.data["epoch"]);
    this.#parts.db
      .query("update branches set owner_origin = ?, owner_epoch = ? where id = ?")
      .run(head.ownerOrigin, head.ownerEpoch, head.id);
  }

  #branchHead(branch: string, subject?: string): BranchHead {
    const known = this.#heads.get(branch);
    if (known) return known;
    const { db, names } = this.#parts;
    const id = names.intern(branch);
    let row = db
      .query(
        "select id, coalesce((select max(bseq) from events where branch = branches.id), at) as length, owner_origin as ownerOrigin, owner_epoch as ownerEpoch from branches where id = ?",
      )
      .get(id) as BranchHead | null;
    if (!row) {
      // Streams that are no runs (server, tenant, …) have one branch, opened by their first event.
      if (subject === undefined || subject.startsWith("run/")) {
        throw new KernelError("not_found", `there is no branch ${branch}`);
      }
      this.open({ id: branch, subject, root: branch });
      row = { id, length: 0, ownerOrigin: null, ownerEpoch: null };
    }
    this.#heads.set(branch, row);
    return row;
  }
}

/** Half a surrogate pair is hashed as it is and stored as something else, so it may stand in payloads only. */
function requireWholeText(draft: EventDraft): void {
  for (const [field, value] of Object.entries(draft)) {
    if (typeof value !== "string" || value.isWellFormed()) continue;
    throw new KernelError("usage", `${field} of event ${draft.type} has half a character in it`, {
      hint: "pass whole Unicode text",
    });
  }
}
