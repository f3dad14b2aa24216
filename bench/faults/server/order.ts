/** A fault, and the call that it happens in: `TOOL NAME`. */
export interface Deed {
  readonly fault: string;
  readonly on: string;
}

/** What a server is told to do wrong. */
export interface Order extends Deed {
  /** Folder of its world. */
  readonly world: string;
  /** How often it happens, over all processes of the server. */
  readonly times: number;
  /** What happens once after that. */
  readonly then: Deed | null;
  /** The process that a fault kills. */
  readonly victim: number;
  /** A file for faults that need one. */
  readonly file: string;
}
