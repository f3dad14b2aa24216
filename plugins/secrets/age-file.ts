import {
  closeSync,
  fsyncSync,
  openSync,
  readFileSync,
  renameSync,
  statSync,
  writeSync,
} from "node:fs";
import { join } from "node:path";
import { z } from "zod";

import { KernelError, messageOf } from "../../kernel/error.ts";
import { secretName } from "./name.ts";

const FILE = "secrets.age";
const KEY = "secrets.key";
const contents = z.record(secretName, z.string());
type Values = Readonly<Record<string, string>>;

/**
 * Secrets in a file that `age -d -i secrets.key secrets.age` opens. The key lies beside it: a copy of the one is
 * worth nothing without the other, and whoever can read both has them.
 */
export class AgeFile {
  readonly #path: string;
  readonly #keyPath: string;
  #seen = "";
  #values: Values = {};

  constructor(home: string) {
    this.#path = join(home, FILE);
    this.#keyPath = join(home, KEY);
  }

  /** Throws `unavailable` when the file cannot be opened. */
  async read(): Promise<Values> {
    const mark = this.#mark();
    if (mark === this.#seen) return this.#values;
    this.#values = mark === "" ? {} : await this.#decrypt();
    this.#seen = mark;
    return this.#values;
  }

  async write(values: Values): Promise<void> {
    const { Encrypter, identityToRecipient } = await import("age-encryption");
    const encrypter = new Encrypter();
    encrypter.addRecipient(await identityToRecipient(await this.#key()));
    writePrivate(this.#path, await encrypter.encrypt(JSON.stringify(values)));
    this.#values = values;
    this.#seen = this.#mark();
  }

  async #decrypt(): Promise<Values> {
    const { Decrypter } = await import("age-encryption");
    try {
      const decrypter = new Decrypter();
      decrypter.addIdentity(readFileSync(this.#keyPath, "utf8").trim());
      const text = await decrypter.decrypt(readFileSync(this.#path), "text");
      return contents.parse(JSON.parse(text));
    } catch (error) {
      // What is wrong with its contents is not said: a message would hold some of them.
      const reason = error instanceof z.ZodError ? "it holds something else" : messageOf(error);
      throw new KernelError("unavailable", `${this.#path} cannot be opened: ${reason}`, {
        hint: `put the ${KEY} that belongs to it beside it, or move both away and set the secrets again`,
      });
    }
  }

  async #key(): Promise<string> {
    try {
      return readFileSync(this.#keyPath, "utf8").trim();
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    }
    const { generateX25519Identity } = await import("age-encryption");
    const key = await generateX25519Identity();
    writePrivate(this.#keyPath, Buffer.from(`${key}\n`));
    return key;
  }

  #mark(): string {
    const stat = statSync(this.#path, { throwIfNoEntry: false, bigint: true });
    return stat ? `${stat.ino} ${stat.size} ${stat.mtimeNs}` : "";
  }
}

/** For its owner alone, and whole or not at all. */
export function writePrivate(path: string, bytes: Uint8Array): void {
  const draft = `${path}.new`;
  const file = openSync(draft, "w", 0o600);
  try {
    for (let at = 0; at < bytes.length;) at += writeSync(file, bytes, at);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  renameSync(draft, path);
}
