import { join } from "node:path";

import { openHouse, type House } from "../support/kernel.ts";
import type { Place } from "../../plugins/contracts/captured.ts";

/** A whole kernel, with a branch on which one folder's captures are put on record as a run's are. */
export class Ours {
  readonly #house: House;
  readonly #place: Place;

  private constructor(house: House, place: Place) {
    this.#house = house;
    this.#place = place;
  }

  static async open(home: string, dir: string): Promise<Ours> {
    const house = await openHouse({ home, isBare: true });
    const place = { run: "bench", branch: "bench", dir };
    const { ledger } = house.kernel;
    const draft = { subject: "run/bench", branch: "bench", actor: "kernel" };
    await ledger.append(
      [{ ...draft, type: "goal.set", data: { text: "bench", input: null } }],
      [{ id: "bench", subject: "run/bench", root: "bench" }],
    );
    return new Ours(house, place);
  }

  get store(): string {
    return join(this.#house.home, "home");
  }

  /** After a call that does not say what it touches: a look at the whole folder. Answers the number of its event. */
  async scan(): Promise<number> {
    const { captures } = this.#house.kernel.runs.services;
    const drafts = await captures.look(this.#place, { step: "s", at: "scan" });
    return (await this.#house.kernel.ledger.append(drafts)).at(-1)!.bseq;
  }

  /** Around a call that says what it touches: before it and after it. */
  async touched(
    paths: readonly string[],
    call: () => void,
  ): Promise<{ readonly milliseconds: number }> {
    const began = performance.now();
    await this.#capture("before", paths);
    const called = performance.now();
    call();
    const back = performance.now();
    await this.#capture("after", paths);
    return { milliseconds: called - began + (performance.now() - back) };
  }

  /** Brings the folder from what it was at one event to what it was at another: what changed in between, planned and restored. */
  async restore(from: number, to: number): Promise<void> {
    const { files } = this.#house.kernel.runs.services;
    const { dir } = this.#place;
    const changes = files.changes("bench", Math.min(from, to), Math.max(from, to));
    const items = changes.map(({ before, after }) =>
      to < from ? { from: after, to: before } : { from: before, to: after },
    );
    const order = { kind: "rewind", of: `run/bench@${to}`, actor: "person" };
    const { skipped } = await files.restore(files.plan(dir, items), {
      ...order,
      onConflict: "skip",
    });
    if (skipped.length > 0) throw new Error(`not restored: ${JSON.stringify(skipped)}`);
  }

  /** Resolves when the disk has all that was restored: no part of the answer, and nothing that may run into the next measure. */
  async onDisk(): Promise<void> {
    const { ledger } = this.#house.kernel;
    const events = (type: string) => [...ledger.query({ types: [type] })];
    // Where everything is synced before the answer, no boot is named and nothing comes after it.
    const late = () => events("workspace.restoring").filter(({ data }) => data?.["boot"] !== null);
    while (events("workspace.synced").length < late().length) await Bun.sleep(1);
  }

  close(): Promise<void> {
    return this.#house.close();
  }

  async #capture(at: "before" | "after", paths: readonly string[]): Promise<void> {
    const { captures, workspace } = this.#house.kernel.runs.services;
    const found = workspace.capture(this.#place.dir, paths);
    const what = { step: "s", at, manifest: null, captures: found } as const;
    await this.#house.kernel.ledger.append([captures.draft(this.#place, what)]);
  }
}
