/**
 * Looks whether what a plugin has written down is so, by working it out again. Whatever that takes, others may work in
 * between. Provided as `check`.
 */
export type Check = () => Promise<Checked>;

export interface Checked {
  /** How many were worked out again and are so. */
  readonly held: number;
  /** How many nobody can work out any more: erased, or made by another version. */
  readonly unknown: number;
  readonly faults: readonly { readonly event: string; readonly what: string }[];
}
