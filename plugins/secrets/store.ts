import { usage } from "../../kernel/error.ts";
import type { Secrets } from "../contracts/secrets.ts";
import { AgeFile } from "./age-file.ts";
import type { Keychain } from "./keychain.ts";
import { KeychainNames } from "./keychain-names.ts";
import { markOf, secretName } from "./name.ts";
import { Redactor } from "./redactor.ts";

export type Place = "keychain" | "file";

export interface SecretStore extends Secrets {
  /** Where each one is kept, by name. */
  places(): Promise<ReadonlyMap<string, Place>>;
}

/** Secrets in the keychain where there is one, else in an encrypted file of the home. */
export function openSecrets(home: string, keychain: Keychain): SecretStore {
  const file = new AgeFile(home);
  const names = new KeychainNames(home);
  const redactor = new Redactor();
  const read = new Set<string>();
  let last: Promise<unknown> = Promise.resolve();

  /** One at a time: two changes of one file would lose one of them. */
  function turn<T>(work: () => Promise<T>): Promise<T> {
    const next = last.then(work);
    last = next.catch(() => {});
    return next;
  }

  function learned(name: string, value: string | undefined): string | undefined {
    if (value !== undefined) redactor.learn(name, value);
    return value;
  }

  async function get(name: string): Promise<string | undefined> {
    if (!names.read().includes(name)) return learned(name, (await file.read())[name]);
    const value = await keychain.get(name);
    read.add(name);
    return learned(name, value);
  }

  async function set(name: string, value: string): Promise<void> {
    assertSecret(name, value);
    // From here on it is taken out of texts, also if it cannot be kept.
    redactor.learn(name, value);
    const { [name]: before, ...others } = await file.read();
    if (await keychain.works()) {
      // The list first: what is in the keychain and on no list would stay there for ever.
      names.write([...names.read(), name]);
      await keychain.set(name, value);
      if (before !== undefined) await file.write(others);
      return;
    }
    await file.write({ ...others, [name]: value });
    if (names.read().includes(name)) names.write(names.read().filter((one) => one !== name));
  }

  async function remove(name: string): Promise<boolean> {
    const { [name]: before, ...others } = await file.read();
    const listed = names.read();
    if (before !== undefined) await file.write(others);
    if (!listed.includes(name)) return before !== undefined;
    await keychain.remove(name);
    names.write(listed.filter((one) => one !== name));
    return true;
  }

  async function places(): Promise<ReadonlyMap<string, Place>> {
    const values = await file.read();
    for (const [name, value] of Object.entries(values)) redactor.learn(name, value);
    const inKeychain = names.read();
    for (const name of inKeychain) {
      if (read.has(name)) continue;
      // One that is locked hides values, and not their names; nobody here can use them either.
      await get(name).catch(() => undefined);
    }
    const all: [string, Place][] = [
      ...Object.keys(values).map((name): [string, Place] => [name, "file"]),
      ...inKeychain.map((name): [string, Place] => [name, "keychain"]),
    ];
    return new Map(all.toSorted(([a], [b]) => (a < b ? -1 : 1)));
  }

  return {
    get: (name) => turn(() => get(name)),
    set: (name, value) => turn(() => set(name, value)),
    remove: (name) => turn(() => remove(name)),
    places: () => turn(places),
    names: async () => [...(await turn(places)).keys()],
    redact: (text) => redactor.redact(text),
  };
}

const LONGEST = 64 * 1024;

/** Throws `usage`; no message holds the value. */
function assertSecret(name: string, value: string): void {
  const named = secretName.safeParse(name);
  if (!named.success)
    throw usage(`name: ${named.error.issues[0]!.message}`, "such as github-token");
  if (value === "") throw usage("value: it is empty", "give the secret on standard input");
  if (value.length > LONGEST)
    throw usage(`value: it is longer than ${LONGEST} characters`, "keep it in a file of its own");
  if (value.includes("\0"))
    throw usage(
      "value: it holds a NUL character",
      "encode what is no text, in base64 for instance",
    );
  if (markOf(name).includes(value))
    throw usage(
      "value: it is part of its own placeholder, which stands for it wherever it is taken out",
      "a value that anybody could guess is no secret; take another one",
    );
}
