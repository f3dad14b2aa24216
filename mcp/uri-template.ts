/** Exactly this character, or one or more of any but these. */
type Part =
  | { readonly is: "one"; readonly character: string }
  | { readonly is: "many"; readonly except: string }
  /** What follows may be left out: so many parts. */
  | { readonly is: "optional"; readonly parts: number };

/** How each operator of RFC 6570 begins, and what ends a value of it. */
const operators: Readonly<Record<string, { readonly before: string; readonly except: string }>> = {
  "+": { before: "", except: "?#" },
  "#": { before: "#", except: "" },
  ".": { before: ".", except: "/?#" },
  "/": { before: "/", except: "?#" },
  ";": { before: ";", except: "/?#" },
  "?": { before: "?", except: "#" },
  "&": { before: "&", except: "#" },
};

/** Nothing longer is matched: it takes a step for each character and each part of the template. */
const mostTemplate = 500;
const mostUri = 2_000;

/** Whether an address is one of a URI template (RFC 6570), in time that no template can make long. */
export function templateMatcher(template: string): (uri: string) => boolean {
  if (template.length > mostTemplate) return () => false;
  const parts = template
    .split(/(\{[^{}]*\})/)
    .flatMap((text) => (text.startsWith("{") ? expression(text.slice(1, -1)) : literal(text)));
  return (uri) => uri.length <= mostUri && matches(parts, uri);
}

function literal(text: string): Part[] {
  return Array.from(text, (character) => ({ is: "one", character }));
}

function expression(inside: string): Part[] {
  const operator = inside[0] ?? "";
  const { before, except } = operators[operator] ?? { before: "", except: "/?#" };
  const parts: Part[] = [...literal(before), { is: "many", except }];
  // A query may be left out; other values are there.
  if (operator !== "?" && operator !== "&") return parts;
  return [{ is: "optional", parts: parts.length }, ...parts];
}

/** All ways of matching are followed at once: a set of places in the template, moved on by each character. */
function matches(parts: readonly Part[], uri: string): boolean {
  let places = reachable(parts, [0]);
  for (const character of uri) {
    const next: number[] = [];
    for (const place of places) {
      const part = parts[place];
      if (part?.is === "one" && part.character === character) next.push(place + 1);
      if (part?.is === "many" && !part.except.includes(character)) next.push(place, place + 1);
    }
    if (next.length === 0) return false;
    places = reachable(parts, next);
  }
  return places.has(parts.length);
}

function reachable(parts: readonly Part[], from: readonly number[]): ReadonlySet<number> {
  const places = new Set<number>();
  const open = [...from];
  for (let place = open.pop(); place !== undefined; place = open.pop()) {
    const part = parts[place];
    if (part?.is === "optional") open.push(place + 1, place + 1 + part.parts);
    else places.add(place);
  }
  return places;
}
