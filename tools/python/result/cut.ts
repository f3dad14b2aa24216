/** A text of at most `most` characters and a note: the beginning and the end are kept, the note says how much is not. */
export function cutMiddle(text: string, most: number): string {
  if (text.length <= most) return text;
  const half = Math.floor(most / 2);
  const head = text.slice(0, half).toWellFormed();
  const tail = text.slice(-half).toWellFormed();
  return `${head}\n[... ${text.length - 2 * half} characters left out ...]\n${tail}`;
}

// Control characters but tab and line break, with the sequences of a terminal that an escape begins.
const CONTROLS =
  /\u001b(?:\[[0-?]*[ -/]*[@-~]|\][^\u0007\u001b]*(?:\u0007|\u001b\\)?|.)?|[\0-\u0008\u000b-\u001f\u007f-\u009f]/gs;

/** As a reader sees it: nothing in it commands a terminal. */
export function readable(text: string): string {
  return text.replace(/\r\n/g, "\n").replace(CONTROLS, "").toWellFormed();
}
