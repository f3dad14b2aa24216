import type { Database } from "bun:sqlite";

interface NameRow {
  readonly id: number;
  readonly text: string;
}

/** Both ways between a repeated word and its small number. */
export class Names {
  readonly #byText = new Map<string, number>();
  /** By number; numbers are given out from 1 without gaps. */
  #byId: string[] = [];
  readonly #db: Database;

  constructor(db: Database) {
    this.#db = db;
  }

  /** The number of a word, made when it is new; call inside the writing transaction. */
  intern(text: string): number {
    const known = this.find(text);
    if (known !== null) return known;
    const row = this.#db.query("insert into names(text) values (?) returning id").get(text);
    return this.#keep((row as NameRow).id, text);
  }

  find(text: string): number | null {
    const known = this.#byText.get(text);
    if (known !== undefined) return known;
    const row = this.#db.query("select id from names where text = ?").get(text);
    return row === null ? null : this.#keep((row as NameRow).id, text);
  }

  text(id: number): string {
    const known = this.#byId[id];
    if (known !== undefined) return known;
    const row = this.#db.query("select text from names where id = ?").get(id);
    // A number that lost its word can still be read; its events no longer verify.
    const text = (row as NameRow | null)?.text ?? `?${id}`;
    this.#keep(id, text);
    return text;
  }

  /** After a rollback the numbers handed out in it are void. */
  forget(): void {
    this.#byText.clear();
    this.#byId = [];
  }

  #keep(id: number, text: string): number {
    this.#byText.set(text, id);
    this.#byId[id] = text;
    return id;
  }
}
