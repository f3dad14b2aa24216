/** What a character of source text belongs to. */
export type SegmentKind = "code" | "comment" | "string" | "template" | "regex";

export interface Segment {
  readonly kind: SegmentKind;
  readonly start: number;
  readonly end: number;
}

const keywordsBeforeRegex =
  /(?:^|[^\w$.])(?:return|typeof|case|in|of|do|else|void|delete|throw|new|instanceof|await|yield)$/;

/**
 * Cuts TypeScript into code, comments and literals, so that `//` in a string is no comment and `import` in a comment is
 * no import. Knows what a formatter leaves: a slash after an operand divides, elsewhere it opens a regular expression.
 */
export function scan(text: string): readonly Segment[] {
  const segments: Segment[] = [];
  const bracesInTemplate: number[] = [];
  let codeStart = 0;
  let code = "";
  let at = 0;

  const literal = (kind: SegmentKind, end: number): void => {
    if (at > codeStart) segments.push({ kind: "code", start: codeStart, end: at });
    segments.push({ kind, start: at, end });
    if (kind !== "comment") code += "0";
    at = end;
    codeStart = end;
  };

  if (text.startsWith("#!")) literal("comment", lineEnd(text, 0));
  while (at < text.length) {
    const char = text.charAt(at);
    const pair = text.slice(at, at + 2);
    const depth = bracesInTemplate.length - 1;
    if (pair === "//") literal("comment", lineEnd(text, at));
    else if (pair === "/*") literal("comment", after(text, "*/", at + 2));
    else if (char === '"' || char === "'") literal("string", stringEnd(text, at));
    else if (char === "`" || (char === "}" && bracesInTemplate[depth] === 0)) {
      if (char === "}") bracesInTemplate.pop();
      const end = templateEnd(text, at + 1);
      literal("template", end);
      if (text.charAt(end - 1) === "{") {
        bracesInTemplate.push(0);
        code += "(";
      }
    } else if (char === "/" && opensRegex(code)) literal("regex", regexEnd(text, at));
    else {
      if (depth >= 0 && char === "{") bracesInTemplate[depth] = (bracesInTemplate[depth] ?? 0) + 1;
      if (depth >= 0 && char === "}") bracesInTemplate[depth] = (bracesInTemplate[depth] ?? 0) - 1;
      if (char.trim() !== "" || !code.endsWith(" ")) code = (code + char).slice(-32);
      at += 1;
    }
  }
  if (text.length > codeStart) segments.push({ kind: "code", start: codeStart, end: text.length });
  return segments;
}

function opensRegex(codeBefore: string): boolean {
  const before = codeBefore.trimEnd();
  return before === "" || /[^\w$)\]}"'`]$/.test(before) || keywordsBeforeRegex.test(before);
}

function lineEnd(text: string, from: number): number {
  const end = text.indexOf("\n", from);
  return end === -1 ? text.length : end;
}

function after(text: string, mark: string, from: number): number {
  const end = text.indexOf(mark, from);
  return end === -1 ? text.length : end + mark.length;
}

function stringEnd(text: string, from: number): number {
  const quote = text.charAt(from);
  for (let at = from + 1; at < text.length; at += 1) {
    const char = text.charAt(at);
    if (char === "\\") at += 1;
    else if (char === quote) return at + 1;
    else if (char === "\n") return at;
  }
  return text.length;
}

/** The end of a template's text: after its closing backtick, or after the `${` of its next expression. */
function templateEnd(text: string, from: number): number {
  for (let at = from; at < text.length; at += 1) {
    const char = text.charAt(at);
    if (char === "\\") at += 1;
    else if (char === "`") return at + 1;
    else if (char === "$" && text.charAt(at + 1) === "{") return at + 2;
  }
  return text.length;
}

function regexEnd(text: string, from: number): number {
  let inClass = false;
  for (let at = from + 1; at < text.length; at += 1) {
    const char = text.charAt(at);
    if (char === "\\") at += 1;
    else if (char === "\n") return at;
    else if (char === "[") inClass = true;
    else if (char === "]") inClass = false;
    else if (char === "/" && !inClass) return at + 1;
  }
  return text.length;
}
