import { readFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";

import { writePrivate } from "./age-file.ts";
import { secretName } from "./name.ts";

const FILE = "secrets.json";
const listed = z.object({ keychain: z.array(secretName) });

/** Names, and names only, of what this home has put into the keychain. */
export class KeychainNames {
  readonly #path: string;

  constructor(home: string) {
    this.#path = join(home, FILE);
  }

  read(): readonly string[] {
    let text: string;
    try {
      text = readFileSync(this.#path, "utf8");
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
      throw error;
    }
    const found = listed.safeParse(parse(text));
    // A list that is broken costs the list; the next secret that is set begins it anew.
    return found.success ? found.data.keychain : [];
  }

  write(names: readonly string[]): void {
    const keychain = [...new Set(names)].toSorted();
    writePrivate(this.#path, Buffer.from(`${JSON.stringify({ keychain }, null, 2)}\n`));
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
