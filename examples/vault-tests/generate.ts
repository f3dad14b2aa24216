import { planNotes } from "./generate/plan.ts";
import { createRandom } from "./generate/random.ts";
import { vaultSubject } from "./generate/subject.ts";
import { writeNote } from "./generate/note.ts";
import type { Vault } from "./vault.ts";

export { vaultSubject, type Subject } from "./generate/subject.ts";
export { readVault, writeVault, type Vault } from "./vault.ts";

/**
 * A vault full of traps, the same for the same seed. `vaultSubject(seed)` names the date to ask
 * for and what to rename to what. Beside the notes there are two files that are none.
 */
export function generateVault({ seed, notes: count }: { seed: number; notes: number }): Vault {
  const random = createRandom(seed);
  const subject = vaultSubject(seed);
  const notes = planNotes(random, subject, count);
  const vault: Vault = new Map();
  for (const note of notes) {
    const named = note.path.includes(subject.from);
    // Others link to headings and blocks of a note, so an empty one must be nobody's target.
    const empty = !named && random.chance(0.03);
    vault.set(note.path, empty ? "" : writeNote({ random, subject, note, notes }));
  }
  vault.set(`attachments/${subject.from}.txt`, `${subject.from} [[${subject.from}]]\n`);
  vault.set(
    "attachments/plan.csv",
    `name,due\n${subject.from},2020-01-01\n- [ ] row,📅 2020-01-01\n`,
  );
  return vault;
}
