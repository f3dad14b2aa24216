const EVENT_ID = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}$/;
/** Runs, branches, asks and grants. */
const SHORT_ID = /^[a-z][0-9a-z]{9}(?:#\d+)?$/;
/** Members whose value is such a name. */
const NAMES = /(?:^|\.)(?:run|root|ask|grant|from|branch)$/;
/** What came from outside or goes there: an id in it is a value like any other. */
const OPAQUE = /^(?:view|args|value|answer|plan|content)(?:$|[.[])/;

const ASKED = /^(?:args|plan|value|content)(?:$|[.[])/;
const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z$/;

export function isEventId(text: string): boolean {
  return EVENT_ID.test(text);
}

/**
 * Which id of one history stands for which of the other: ids are made anew each time, so two histories are the same
 * when one becomes the other by renaming them, each to one.
 */
export class Renaming {
  readonly #forward = new Map<string, string>();
  readonly #back = new Map<string, string>();

  /** False: one of them stands for something else already. */
  bind(a: string, b: string): boolean {
    const known = this.#forward.get(a) ?? this.#back.get(b);
    if (known !== undefined) return this.#forward.get(a) === b && this.#back.get(b) === a;
    this.#forward.set(a, b);
    this.#back.set(b, a);
    return true;
  }

  same(a: string, b: string, path: string): boolean {
    // When a file was written is no difference in what was done; a time that was asked for is.
    if (INSTANT.test(a) && INSTANT.test(b) && !ASKED.test(path)) return true;
    if (OPAQUE.test(path)) return a === b;
    const isName = isEventId(a)
      ? isEventId(b)
      : NAMES.test(path) && SHORT_ID.test(a) && SHORT_ID.test(b);
    if (!isName) return a === b;
    const [nameA = "", partA] = a.split("#");
    const [nameB = "", partB] = b.split("#");
    return partA === partB && this.bind(nameA, nameB);
  }
}
