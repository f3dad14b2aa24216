/** One thing that was looked at. `ok` is null for what is neither right nor wrong, such as an optional program that is not there. */
export interface Finding {
  readonly name: string;
  readonly ok: boolean | null;
  readonly detail: string;
  /** What to do about it; empty when there is nothing to do. */
  readonly mend: string;
}

/** What a plugin has the doctor look at. Provided as `examination`, under the name of what it is about. */
export type Examination = (signal: AbortSignal) => Promise<readonly Finding[]>;

/** Provided as `walls`, `python`: what would stand around a program here, found by raising it. */
export type LookAtWalls = () => Promise<readonly WallFound[]>;

export interface WallFound {
  readonly name: string;
  readonly state: "up" | "missing" | "off";
  readonly detail: string;
  /** Empty: it stands, or nothing needs it. */
  readonly mend: string;
}
