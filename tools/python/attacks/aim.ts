/** What the attacks aim at, by the names that stand for it in their code (`@secret@`). */
export interface Aim {
  /** A file of the machine whose text is told nowhere else. */
  readonly secret: string;
  readonly folder: string;
  /** A file that does not exist, in the same folder. */
  readonly owned: string;
  readonly port: number;
  readonly udp: number;
  readonly unix: string;
  /** A process that waits to be killed. */
  readonly victim: number;
  /** The process that started the cell. */
  readonly parent: number;
  /** Name of a variable of the environment. */
  readonly env: string;
  /** A shell command that waits a moment, with a number that no other process has in its arguments. */
  readonly marked: string;
  /** Names of the interpreter's imports, as Python's list. */
  readonly imports: string;
}

export function takeAim(code: string, aim: Aim): string {
  return Object.entries(aim).reduce(
    (text, [name, value]) => text.replaceAll(`@${name}@`, String(value)),
    code,
  );
}
