import { seeded } from "../support/statistics.ts";

/** A note as `files_read` answers with it. */
export interface Note {
  readonly path: string;
  readonly text: string;
  readonly lines: number;
  readonly sha256: string;
}

/** A task as `data_tasks` answers with it. */
export interface Task {
  readonly path: string;
  readonly line: number;
  readonly raw: string;
  readonly text: string;
  readonly due: string;
  readonly status: "open" | "done";
  readonly overdue: boolean;
  readonly overdueDays: number;
  readonly project: string;
  readonly tags: readonly string[];
}

const FOLDERS = ["areas", "clippings", "daily", "people", "projects"];
const WORDS =
  "the floor plan of Café Ölmühle waits for proofs from the printer before next week".split(" ");

/** Notes of the sizes that the example vault has (a few lines, rarely a page), with a task in every fourth. */
export function makeNotes(count: number, seed: number): { notes: Note[]; tasks: Task[] } {
  const random = seeded(seed);
  const pick = (words: readonly string[]) => words[Math.floor(random() * words.length)]!;
  const notes: Note[] = [];
  const tasks: Task[] = [];
  for (let i = 0; i < count; i++) {
    const project = `Note ${i}`;
    const path = `${pick(FOLDERS)}/${project}.md`;
    const length = random() < 0.05 ? 200 : 8 + Math.floor(random() * 40);
    const body = Array.from({ length }, (_, n) => pick(WORDS) + (n % 12 === 11 ? "\n" : " "));
    const lines = [`# ${project}`, "", ...body.join("").trimEnd().split("\n")];
    if (i % 4 === 0) {
      const day = String(1 + Math.floor(random() * 28)).padStart(2, "0");
      tasks.push(taskAt(path, project, lines.length + 1, `2026-11-${day}`));
      lines.push(tasks.at(-1)!.raw);
    }
    const text = `${lines.join("\n")}\n`;
    const sha256 = new Bun.CryptoHasher("sha256").update(text).digest("hex");
    notes.push({ path, text, lines: lines.length, sha256 });
  }
  return { notes, tasks };
}

function taskAt(path: string, project: string, line: number, due: string): Task {
  const text = `Send the minutes of ${project} to Ines`;
  const status = line % 3 === 0 ? "done" : "open";
  const days = 20 - Number(due.slice(-2));
  const overdue = status === "open" && days > 0;
  const raw = `- [${status === "open" ? " " : "x"}] ${text} 📅 ${due}`;
  const overdueDays = overdue ? days : 0;
  return { path, line, raw, text, due, status, overdue, overdueDays, project, tags: [] };
}
