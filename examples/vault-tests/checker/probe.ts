/** Where a position of a Markdown text ends up once a CommonMark renderer has read it. */
export type Place = {
  /** `gone`: the renderer printed it nowhere, as with an unused link definition. */
  kind: "text" | "code" | "comment" | "destination" | "markup" | "gone";
  /** Open elements, outermost first: `["blockquote", "h2"]`. */
  inside: readonly string[];
  /** The whole text of the heading it stands in. */
  heading?: string;
  /** The position directly follows an empty checkbox. */
  afterOpenBox: boolean;
};

const VOID = new Set(["input", "img", "br", "hr", "meta", "link"]);
const GONE: Place = { kind: "gone", inside: [], afterOpenBox: false };

/**
 * Instead of scanning lines, plant a mark at each offset, let Bun's CommonMark renderer decide
 * what is code, comment, list or heading, and look where the marks come out.
 */
export function probe(markdown: string, offsets: readonly number[]): Place[] {
  if (offsets.length === 0) return [];
  const stem = unusedWord(markdown);
  const html = Bun.markdown.html(plant(markdown, offsets, stem));
  const found = readPlaces(html, stem);
  return offsets.map((_, index) => found.get(index) ?? GONE);
}

/** The texts of all headings that a reader would see, in order. */
export function headingTexts(markdown: string): string[] {
  const html = Bun.markdown.html(markdown).replace(/<!--[\s\S]*?-->/g, "");
  return [...html.matchAll(/<h([1-6])>([\s\S]*?)<\/h\1>/g)].map((match) => plain(match[2] ?? ""));
}

function unusedWord(markdown: string): string {
  let stem = "Zqx";
  while (markdown.includes(stem)) stem += "x";
  return stem;
}

function plant(markdown: string, offsets: readonly number[], stem: string): string {
  const order = offsets
    .map((offset, index) => ({ offset, index }))
    .sort((a, b) => a.offset - b.offset);
  let planted = "";
  let last = 0;
  for (const { offset, index } of order) {
    planted += `${markdown.slice(last, offset)}${stem}${index}${stem}`;
    last = offset;
  }
  return planted + markdown.slice(last);
}

function readPlaces(html: string, stem: string): Map<number, Place> {
  const mark = new RegExp(`${stem}(\\d+)${stem}`, "g");
  const token = new RegExp(
    `<!--[\\s\\S]*?(?:-->|$)|<(/?)([a-zA-Z][a-zA-Z0-9]*)(?:"[^"]*"|'[^']*'|[^>"'])*>|${mark.source}`,
    "g",
  );
  const places = new Map<number, Place>();
  const inside: string[] = [];
  const openHeadings: { from: number; marks: number[] }[] = [];
  let boxEnd = -1;

  for (const match of html.matchAll(token)) {
    const [whole, slash, name, number] = match;
    const end = match.index + whole.length;
    if (number !== undefined) {
      const code = inside.includes("code") || inside.includes("pre");
      places.set(Number(number), {
        kind: code ? "code" : "text",
        inside: [...inside],
        afterOpenBox: boxEnd === match.index,
      });
      openHeadings.at(-1)?.marks.push(Number(number));
      // Several marks may stand on one spot: each of them directly follows the box.
      if (boxEnd === match.index) boxEnd = end;
      continue;
    }
    for (const hidden of whole.matchAll(mark)) {
      const kind = whole.startsWith("<!--") ? "comment" : attributeKind(whole, hidden.index);
      places.set(Number(hidden[1]), { ...GONE, kind, inside: [...inside] });
    }
    if (name === undefined) continue;
    const element = name.toLowerCase();
    if (element === "input" && !whole.includes("checked")) boxEnd = end;
    // In a loose list the box stands before the paragraph.
    const between = boxEnd < 0 ? "-" : html.slice(boxEnd, match.index).trim();
    if (element === "p" && slash !== "/" && between === "") boxEnd = end;
    if (VOID.has(element)) continue;
    if (slash !== "/") {
      inside.push(element);
      if (/^h[1-6]$/.test(element)) openHeadings.push({ from: end, marks: [] });
      continue;
    }
    const opened = inside.lastIndexOf(element);
    if (opened < 0) continue;
    inside.length = opened;
    if (!/^h[1-6]$/.test(element)) continue;
    const heading = openHeadings.pop();
    if (!heading) continue;
    const text = plain(html.slice(heading.from, match.index).replace(mark, ""));
    for (const index of heading.marks) {
      const place = places.get(index);
      if (place) places.set(index, { ...place, heading: text });
    }
  }
  return places;
}

function attributeKind(tag: string, at: number): Place["kind"] {
  return /\b(?:href|src)="[^"]*$/.test(tag.slice(0, at)) ? "destination" : "markup";
}

function plain(html: string): string {
  return html
    .replace(/<[^>]*>/g, "")
    .replace(/&lt;/g, "<")
    .replace(/&gt;/g, ">")
    .replace(/&quot;/g, '"')
    .replace(/&amp;/g, "&")
    .trim();
}
