import { KernelError, messageOf } from "../../../kernel/error.ts";
import type { LedgerEvent } from "../../../kernel/event.ts";
import type { JsonObject } from "../../../kernel/json.ts";
import { hex } from "../../../kernel/ledger/envelope.ts";
import type { SealedEvent } from "../../../kernel/ledger/index.ts";
import { LINE, type Line } from "../format.ts";
import { BREATH, breathe } from "./breath.ts";
import { startFault } from "./branch-start.ts";
import { fault, type ParsedLine, parseLine } from "./parse-line.ts";
import { isOfARun } from "./run-types.ts";
import { sealedOf } from "./sealed.ts";
import { readLines, type TextLine } from "./read-lines.ts";
import {
  type Counted,
  grownBranches,
  type Signed,
  type Survey,
  type SurveyParts,
} from "./survey.ts";
import { WantedParts } from "./wanted.ts";

/** Looks through a whole file and checks all there is to check. Throws with the line and the field; writes nothing. */
export async function examine(file: number, parts: SurveyParts): Promise<Survey> {
  const look = new Look(parts);
  for (const line of readLines(file)) {
    look.take(line, parseLine(line));
    if (line.number % BREATH === 0) await breathe();
  }
  return look.survey();
}

/** One look through a file: what the lines so far have said. */
class Look {
  readonly #parts: SurveyParts;
  #header: Line<"header">["data"] | null = null;
  #signed: Signed[] = [];
  readonly #branches = new Map<string, Counted>();
  #paths = new Map<string, { readonly path: readonly string[]; readonly signed: Signed }>();
  /** An event has come since the last proofs. */
  #used = false;
  readonly #wanted = new WantedParts();
  readonly #ids = new Set<string>();
  readonly #origins = new Map<string, number>();
  readonly #last = new Map<string, number>();
  #count = { events: 0, fresh: 0, erased: 0, blobs: 0 };
  #end: Survey | null = null;
  #number = 0;

  constructor(parts: SurveyParts) {
    this.#parts = parts;
  }

  take(text: TextLine, line: ParsedLine): void {
    this.#number = text.number;
    if (this.#end) throw this.#fault("something follows the last line");
    if (text.number === 1 && line.kind !== "header")
      throw this.#fault(`type: an export begins with a header, not with ${line.value.type}`);
    switch (line.kind) {
      case "header":
        return this.#takeHeader(line.value);
      case "branch":
        return this.#takeBranch(line.value.data);
      case "proofs":
        return this.#takeProofs(line.value.data);
      case "event": {
        const sealed = sealedOf(line.value);
        if (typeof sealed === "string") throw this.#fault(sealed);
        return this.#takeEvent(sealed, line.value.data ?? null);
      }
      case "blob":
      case "content":
        return this.#takeBytes(line.value);
      case "end":
        return this.#takeEnd(line.value.data, text);
    }
  }

  survey(): Survey {
    if (this.#end) return this.#end;
    throw fault(this.#number + 1, "the last line is missing: the file is cut off");
  }

  #fault(what: string): Error {
    return fault(this.#number, what);
  }

  #takeHeader({ data }: Line<"header">): void {
    if (this.#number !== 1) throw this.#fault("type: there is a second header");
    const { proof, keys } = this.#parts;
    this.#header = data;
    this.#signed = data.checkpoints.map((entry, index) => {
      const field = `data.checkpoints[${index}]`;
      const checkpoint = proof.open(entry.note, entry.publicKey);
      if (!checkpoint) throw this.#fault(`${field}.note: is not signed with that public key`);
      if (checkpoint.origin !== entry.source)
        throw this.#fault(`${field}.source: the note is about ${checkpoint.origin}`);
      const known = keys.get(entry.source) ?? entry.publicKey;
      if (known !== entry.publicKey)
        throw this.#fault(`${field}.publicKey: ${entry.source} is known here with another key`);
      return { ...entry, checkpoint };
    });
  }

  #takeBranch(row: Line<"branch">["data"]): void {
    if (row.root !== this.#header?.root) throw this.#fault("data.root: is another run tree's");
    if (this.#branches.has(row.id)) throw this.#fault(`data.id: branch ${row.id} is there twice`);
    if (row.parent !== null && !this.#branches.has(row.parent))
      throw this.#fault(`data.parent: branch ${row.parent} has to come before`);
    const here = this.#parts.ledger.branch(row.id);
    const isSame = (["subject", "root", "parent", "at"] as const).every(
      (name) => here?.[name] === row[name],
    );
    if (here && !isSame) throw this.#conflict(`branch ${row.id} is another one in this ledger`);
    this.#branches.set(row.id, { row, bseq: row.at, owner: null, hasFresh: false });
  }

  #takeProofs({ checkpoint, nodes, paths }: Line<"proofs">["data"]): void {
    const signed = this.#signed[checkpoint];
    if (!signed) throw this.#fault(`data.checkpoint: the header has no checkpoint ${checkpoint}`);
    // Proofs stand before their events: what the last lines of them said is used up.
    if (this.#paths.size > 0 && this.#used) this.#paths = new Map();
    this.#used = false;
    for (const [oseq, places] of Object.entries(paths)) {
      const path = places.map((place) => nodes[place]);
      if (path.includes(undefined)) throw this.#fault(`data.paths.${oseq}: names no node`);
      this.#paths.set(`${signed.source} ${oseq}`, { path: path as string[], signed });
    }
  }

  #takeEvent(event: SealedEvent, data: JsonObject | null): void {
    const { ledger, proof } = this.#parts;
    const { id, source, oseq, branch, bseq } = event;
    this.#used = true;
    const shown = this.#paths.get(`${source} ${oseq}`);
    if (!shown) throw this.#fault("oseq: no line before it proves this event");
    if (!proof.includes(hex(event.hash), oseq, shown.path, shown.signed.checkpoint))
      throw this.#fault("oseq: the event is not in the signed record");
    if (oseq <= (this.#last.get(source) ?? 0)) throw this.#fault("oseq: is out of order");
    this.#last.set(source, oseq);
    if (this.#ids.has(id)) throw this.#fault(`id: ${id} is there twice`);
    this.#ids.add(id);
    const found = this.#branches.get(branch);
    if (!found) throw this.#fault(`branch: no line before it declares ${branch}`);
    if (event.subject !== found.row.subject) throw this.#fault("subject: is not its branch's");
    if (bseq !== found.bseq + 1)
      throw this.#fault(`bseq: branch ${branch} goes on with ${found.bseq + 1}`);
    if (!isOfARun(event.type)) throw this.#fault(`type: ${event.type} is no event of a run`);
    const wrong = found.bseq === found.row.at ? startFault(event, data, found.row) : null;
    if (wrong !== null) throw this.#fault(wrong);
    found.bseq = bseq;
    const payload = this.#payload(event, data);
    if (event.type === "run.claimed") found.owner = this.#claim(event, data);
    this.#count.events += 1;
    this.#origins.set(source, (this.#origins.get(source) ?? 0) + 1);
    if (event.erased) this.#count.erased += 1;
    const here = this.#here(event);
    // What was erased here names nothing here, whatever it says in the file.
    if (payload && here?.data !== null) this.#wanted.name(event.type, payload);
    if (here) return;
    if (source === `/${ledger.tenant}/${ledger.origin}`)
      throw this.#conflict(`event ${id} says that it is of this ledger, and it is not there`);
    if (bseq <= (ledger.branch(branch)?.length ?? 0))
      throw this.#conflict(`branch ${branch} has gone on in another way in this ledger`);
    if (ledger.hashes(source, oseq - 1, oseq).length > 0)
      throw this.#conflict(`${source} has another event ${oseq} in this ledger`);
    found.hasFresh = true;
    this.#count.fresh += 1;
  }

  /** What a fold will read must be what its type says. Types that nobody here knows are carried. */
  #payload({ type, version }: SealedEvent, data: JsonObject | null): JsonObject | null {
    const { types } = this.#parts;
    const known = types.get(type);
    if (!known || data === null) return data;
    if (version > known.version)
      throw this.#fault(`dataschema: ${type} of version ${version} needs a newer program`);
    try {
      const { data: today } = types.upcast(type, version, data);
      known.check(today);
      return today;
    } catch (error) {
      throw this.#fault(`data: ${messageOf(error).replaceAll(/\s*\n\s*/g, " ")}`);
    }
  }

  /** Whoever wrote it claims for himself. */
  #claim({ source }: SealedEvent, data: JsonObject | null): NonNullable<Counted["owner"]> {
    const writer = source.split("/").at(-1)!;
    if (data === null) return { origin: writer, epoch: 0 };
    if (data["origin"] !== writer) throw this.#fault(`data.origin: must be ${writer}`);
    return { origin: writer, epoch: Number(data["epoch"]) };
  }

  #here(event: SealedEvent): LedgerEvent | null {
    const { ledger } = this.#parts;
    const here = ledger.get(event.id);
    if (!here || ledger.toCloudEvent(here)["hash"] === hex(event.hash)) return here;
    throw this.#conflict(`event ${event.id} is another one in this ledger`);
  }

  #takeBytes({ type, subject, data_base64: data }: Line<"blob"> | Line<"content">): void {
    const bytes = Buffer.from(data, "base64");
    const hash = new Bun.CryptoHasher("sha256").update(bytes).digest("hex");
    if (subject.split("/")[1] !== hash) throw this.#fault("data_base64: does not match its hash");
    this.#wanted.bring(type === LINE.content ? "content" : "blob", hash, bytes);
    this.#count.blobs += 1;
  }

  #takeEnd(end: Line<"end">["data"], text: TextLine): void {
    const counted = { ...this.#count, lines: this.#number - 1 };
    for (const name of ["lines", "events", "blobs"] as const)
      if (end[name] !== counted[name])
        throw this.#fault(`data.${name}: says ${end[name]}, and there are ${counted[name]}`);
    const digest = text.digestBefore();
    if (end.sha256 !== digest) throw this.#fault("data.sha256: does not hold, a line was changed");
    const { run, root } = this.#header!;
    for (const one of [root, run])
      if (this.#lengthOf(one) === 0) throw this.#fault(`data: the run ${one} itself is missing`);
    for (const { row, hasFresh } of this.#branches.values())
      if (hasFresh && row.parent !== null && this.#lengthOf(row.parent) < row.at)
        throw this.#fault(`data: branch ${row.id} leaves ${row.parent} where it has no event`);
    this.#end = {
      run,
      root,
      signed: this.#signed,
      branches: grownBranches(this.#branches.values()),
      ...this.#count,
      origins: this.#origins,
      missing: this.#wanted.missing(),
      owned: end.missing,
      wanted: this.#wanted.all(),
      digest,
    };
  }

  /** As it will be: of a branch that nobody has, 0. */
  #lengthOf(branch: string): number {
    const here = this.#parts.ledger.branch(branch)?.length ?? 0;
    const found = this.#branches.get(branch);
    return found?.hasFresh ? Math.max(here, found.bseq) : here;
  }

  #conflict(what: string): KernelError {
    return new KernelError("conflict", `line ${this.#number}: ${what}`, {
      hint: "nothing was imported; import it into a home of its own",
    });
  }
}
