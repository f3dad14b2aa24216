import type { ToolDefinition } from "../../../kernel/ports/tools.ts";
import type { Manifest } from "../../hub/manifest.ts";
import { makeCatalogue } from "./catalogue.ts";
import type { Catalogue } from "./catalogue.ts";
import type { Naming } from "./names.ts";

interface Kept {
  readonly catalogue: Catalogue;
  readonly manifests: readonly Manifest[];
  readonly definitions: readonly ToolDefinition[];
  readonly prefix: Naming["prefix"];
  /** On the clock of `performance.now()`. */
  at: number;
}

export interface ShelfSource {
  list(dir: string): Promise<readonly ToolDefinition[]>;
  manifests(dir: string): Promise<readonly Manifest[]>;
  naming(): Naming;
}

/** A call takes what was known this long ago; what it may not do its server's own way refuses in any case. */
const freshMs = 250;
/** Folders that are remembered; the oldest is forgotten. */
const most = 64;

/** The catalogue of each folder, made anew only where something has changed. */
export class Shelf {
  readonly #source: ShelfSource;
  readonly #kept = new Map<string, Kept>();
  readonly #reading = new Map<string, Promise<Catalogue>>();
  #changes = 0;

  constructor(source: ShelfSource) {
    this.#source = source;
  }

  /** Something has changed: nothing that is known counts any more. */
  changed(): void {
    this.#changes += 1;
    this.#kept.clear();
    this.#reading.clear();
  }

  /** As it is now. */
  read(dir: string): Promise<Catalogue> {
    const reading = this.#reading.get(dir);
    if (reading !== undefined) return reading;
    const started = this.#read(dir).finally(() => {
      if (this.#reading.get(dir) === started) this.#reading.delete(dir);
    });
    this.#reading.set(dir, started);
    return started;
  }

  /** As it was a moment ago, without waiting for servers that are slow to say what they have. */
  async glance(dir: string): Promise<Catalogue> {
    const kept = this.#kept.get(dir);
    if (kept === undefined) return this.read(dir);
    if (performance.now() - kept.at < freshMs) return kept.catalogue;
    // One that hangs does not hold up the calls of the others; what is read counts from the next one on.
    const isReading = this.#reading.has(dir);
    const reading = this.read(dir);
    reading.catch(() => {});
    if (isReading) return kept.catalogue;
    return Promise.race([reading, Bun.sleep(20).then(() => kept.catalogue)]);
  }

  async #read(dir: string): Promise<Catalogue> {
    const changes = this.#changes;
    const naming = this.#source.naming();
    const [definitions, manifests] = await Promise.all([
      this.#source.list(dir),
      this.#source.manifests(dir),
    ]);
    const { prefix } = naming;
    const kept = this.#kept.get(dir);
    const isSame =
      kept?.prefix === prefix &&
      sameItems(kept.manifests, manifests, sameManifest) &&
      sameItems(kept.definitions, definitions);
    const catalogue = isSame ? kept.catalogue : makeCatalogue(manifests, definitions, naming);
    if (changes !== this.#changes) return catalogue;
    this.#kept.delete(dir);
    this.#kept.set(dir, { catalogue, manifests, definitions, prefix, at: performance.now() });
    const [oldest] = this.#kept.keys();
    if (this.#kept.size > most && oldest !== undefined) this.#kept.delete(oldest);
    return catalogue;
  }
}

function sameItems<T>(
  left: readonly T[],
  right: readonly T[],
  same: (one: T, other: T | undefined) => boolean = (one, other) => one === other,
): boolean {
  return left.length === right.length && left.every((item, index) => same(item, right[index]));
}

/** What is left out of a manifest makes it another object each time, with the same entries. */
function sameManifest(one: Manifest, other: Manifest | undefined): boolean {
  if (one === other) return true;
  return (
    other !== undefined &&
    one.server === other.server &&
    one.capabilities === other.capabilities &&
    sameItems(one.tools, other.tools) &&
    sameItems(one.prompts, other.prompts) &&
    sameItems(one.resources, other.resources) &&
    sameItems(one.resourceTemplates, other.resourceTemplates)
  );
}
