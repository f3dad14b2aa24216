import { KernelError } from "../../../kernel/error.ts";

const MOST = 200;
const MOST_CHARACTERS = 16 * 1024 * 1024;
const SCHEME = "result://";

/** Long results of reads, which nobody else keeps: in memory, until others take their place. */
export class KeptResults {
  readonly #texts = new Map<string, string>();
  #characters = 0;

  /** Answers with the address. */
  keep(text: string): string {
    const address = `${SCHEME}${crypto.randomUUID()}`;
    this.#texts.set(address, text);
    this.#characters += text.length;
    for (const [oldest, kept] of this.#texts) {
      const isFull = this.#texts.size > MOST || this.#characters > MOST_CHARACTERS;
      if (!isFull || oldest === address) break;
      this.#texts.delete(oldest);
      this.#characters -= kept.length;
    }
    return address;
  }

  /** Null: it is no address of a result. Throws `not_found` for one that is not kept any more. */
  get(address: string): string | null {
    if (!address.startsWith(SCHEME)) return null;
    const text = this.#texts.get(address);
    if (text !== undefined) return text;
    throw new KernelError("not_found", `the result ${address} is not kept any more`, {
      hint: "call the tool again",
    });
  }
}
