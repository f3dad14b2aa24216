/** Looks whether what a plugin has written down is so, by working it out again. Provided as `check`. */
export type Check = () => Checked;

export interface Checked {
  /** How many were worked out again and are so. */
  readonly held: number;
  /** How many nobody can work out any more: erased, or made by another version. */
  readonly unknown: number;
  readonly faults: readonly { readonly event: string; readonly what: string }[];
}
