/** Words of a query, with texts and names in quotes; comments and blanks are left out. */
const TOKEN =
  /'(?:[^']|'')*'|"(?:[^"]|"")*"|`(?:[^`]|``)*`|\[[^\]]*\]|--[^\n]*|\/\*[\s\S]*?(?:\*\/|$)|[\p{L}_][\p{L}\p{N}_$]*|\d[\w.]*|\s+|[^\s]/gu;
const FIRST = new Set(["select", "with", "values"]);
/** Ways to look behind the views. A text could be a name, so texts count too. */
const BEHIND =
  /^(?:pragma_|sqlite_(?!version$)|dbstat$|fts\d?(?:vocab|aux|tokenize)$|unpacked$|withheld$|all_events$|histories$)/i;

/** Null: it is one query that reads what everybody may see; else what is wrong with it, and the mend. */
export function faultOf(sql: string): { message: string; hint: string } | null {
  const all = [...sql.matchAll(TOKEN)].map(([word]) => word);
  if (all.some((word) => /^\/\*(?!.*\*\/$)/s.test(word)))
    return { message: "a comment is not closed", hint: "end it with */" };
  const words = all.filter((word) => !isBlank(word));
  while (words.at(-1) === ";") words.pop();
  const [first] = words;
  if (first === undefined) return { message: "there is no query", hint: EXAMPLE };
  if (!FIRST.has(first.toLowerCase()))
    return { message: `a query begins with select, with or values, not ${first}`, hint: EXAMPLE };
  if (words.includes(";"))
    return { message: "that is more than one query", hint: "send one at a time" };
  for (const [index, word] of words.entries()) {
    const name = bare(word);
    const isFile = name.toLowerCase() === "main" && words[index + 1] === ".";
    if (isFile || BEHIND.test(name))
      return { message: `a query does not see ${name}`, hint: "it sees the views only" };
  }
  return null;
}

/** Without the end of the statement, so that it can stand in another. */
export function withoutEnd(sql: string): string {
  return sql.replace(/[\s;]+$/, "");
}

const EXAMPLE = "such as: select type, count(*) from events group by type";

function isBlank(word: string): boolean {
  return /^(?:\s|--|\/\*)/.test(word);
}

function bare(word: string): string {
  return /^['"`[]/.test(word) ? word.slice(1, -1) : word;
}
