/** What a generated name may not be: Python's keywords, and the names that the generated source itself leans on. */
const RESERVED = new Set(
  (
    "False None True and as assert async await break class continue def del elif else except finally for from " +
    "global if import in is lambda nonlocal not or pass raise return try while with yield " +
    "ToolError Any Literal str int float bool dict list tuple isinstance abs ValueError bytearray type staticmethod"
  ).split(" "),
);

/**
 * The Python name that stands for a name of any kind, different from all in `taken`, to which it is added. It never
 * begins with an underscore: those are the generated module's own.
 */
export function pythonName(name: string, taken: Set<string>): string {
  const plain = name.replace(/[^A-Za-z0-9_]/g, "_").slice(0, 100);
  const started = /^[A-Za-z]/.test(plain) ? plain : `x${plain.startsWith("_") ? "" : "_"}${plain}`;
  const base = RESERVED.has(started) ? `${started}_` : started;
  let chosen = base;
  for (let count = 2; taken.has(chosen); count++) chosen = `${base}_${count}`;
  taken.add(chosen);
  return chosen;
}
