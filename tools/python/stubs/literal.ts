/**
 * A Python string literal of any text. Only printable ASCII stands in it as it is, so that no description, however
 * hostile, can end the literal it is in.
 */
export function pythonString(text: string): string {
  let inside = "";
  for (const character of text.toWellFormed()) inside += escaped(character);
  return `"${inside}"`;
}

function escaped(character: string): string {
  if (character === "\n") return "\\n";
  if (character === '"' || character === "\\") return `\\${character}`;
  const point = character.codePointAt(0) ?? 0;
  if (point >= 0x20 && point < 0x7f) return character;
  if (point <= 0xff) return `\\x${hex(point, 2)}`;
  return point <= 0xffff ? `\\u${hex(point, 4)}` : `\\U${hex(point, 8)}`;
}

function hex(point: number, digits: number): string {
  return point.toString(16).padStart(digits, "0");
}

/** A Python literal of a JSON scalar; null: it has none. */
export function pythonScalar(value: unknown): string | null {
  if (value === null) return "None";
  if (typeof value === "string") return pythonString(value);
  if (typeof value === "boolean") return value ? "True" : "False";
  return typeof value === "number" && Number.isFinite(value) ? String(value) : null;
}
