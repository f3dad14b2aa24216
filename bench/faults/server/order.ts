/** What a server is told to do wrong. */
export interface Order {
  /** Folder of its world. */
  readonly world: string;
  readonly fault: string;
  /** The call that it happens in: `TOOL NAME`. */
  readonly on: string;
  /** How often it happens, over all processes of the server. */
  readonly times: number;
  /** The process that a fault kills. */
  readonly victim: number;
  /** A file for faults that need one. */
  readonly file: string;
}
