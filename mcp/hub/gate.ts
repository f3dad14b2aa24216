import type { Manifest } from "./manifest.ts";

/** What must not be shown to a model or called before a person has approved it, with the reason as a sentence. */
export interface Quarantine {
  /** Of the whole server; "": single tools at most. */
  readonly server: string;
  readonly tools: ReadonlyMap<string, string>;
  readonly prompts: ReadonlyMap<string, string>;
  readonly resources: ReadonlyMap<string, string>;
}

/** Judges what servers say of themselves before anybody else sees it. Must be quick, and must not throw. */
export interface Gate {
  /**
   * Called when a manifest was read from its server or from disk, and again after `changed`. A gate that has never seen
   * the server pins what it says now (trust on first use).
   */
  judge(manifest: Manifest, others: readonly Manifest[]): Quarantine;
  /** Tells that what was quarantined may be judged otherwise now. Returns the way out. */
  changed(listener: (server: string) => void): () => void;
}
