import { formsOf } from "./forms.ts";
import { markOf } from "./name.ts";

/** Texts in which something was found are looked through again: what is left may form another one with what stands for it. */
const MOST_PASSES = 3;

/** Knows every value that this process has seen, the former ones too. */
export class Redactor {
  /** By name, values that it has or had. */
  readonly #values = new Map<string, Set<string>>();
  #forms: readonly (readonly [form: string, mark: string])[] = [];

  learn(name: string, value: string): void {
    const known = this.#values.get(name) ?? new Set();
    if (known.has(value)) return;
    this.#values.set(name, known.add(value));
    const mark = markOf(name);
    // A form that stands in the mark itself could never be taken out.
    const own = formsOf(value).filter((form) => !mark.includes(form));
    const all = [...this.#forms, ...own.map((form) => [form, mark] as const)];
    this.#forms = all.toSorted(([a], [b]) => b.length - a.length);
  }

  redact(text: string): string {
    let clean = text;
    for (let pass = 0; pass < MOST_PASSES; pass += 1) {
      const before = clean;
      for (const [form, mark] of this.#forms) {
        if (clean.includes(form)) clean = clean.replaceAll(form, () => mark);
      }
      if (clean === before) return clean;
    }
    return this.#forms.some(([form]) => clean.includes(form)) ? "[secret]" : clean;
  }
}
