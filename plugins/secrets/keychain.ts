import { KernelError, messageOf } from "../../kernel/error.ts";

/** The operating system's store of secrets. It cannot list what it holds. */
export interface Keychain {
  /** Whether there is one that answers. Looked at once. */
  works(): Promise<boolean>;
  get(name: string): Promise<string | undefined>;
  set(name: string, value: string): Promise<void>;
  remove(name: string): Promise<void>;
}

/** One that asks nobody answers at once. */
const PROBE_MS = 5_000;
/** A person may have to unlock it. */
const PATIENCE_MS = 60_000;

/** Keychain on macOS, Secret Service on Linux; entries are of one home. */
export function systemKeychain(home: string): Keychain {
  const service = `glassbox ${home}`;
  let working: Promise<boolean> | undefined;
  return {
    works: () =>
      (working ??= within(PROBE_MS, Bun.secrets.get({ service, name: "probe" })).then(
        () => true,
        () => false,
      )),
    async get(name) {
      return (await opened(Bun.secrets.get({ service, name }))) ?? undefined;
    },
    set: (name, value) => opened(Bun.secrets.set({ service, name, value })),
    async remove(name) {
      await opened(Bun.secrets.delete({ service, name }));
    },
  };
}

async function opened<T>(work: Promise<T>): Promise<T> {
  try {
    return await within(PATIENCE_MS, work);
  } catch (error) {
    throw new KernelError("unavailable", `the keychain does not answer: ${messageOf(error)}`, {
      hint: "unlock the keychain of this computer and try again",
    });
  }
}

function within<T>(ms: number, work: Promise<T>): Promise<T> {
  const { promise, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new Error(`nothing came within ${ms / 1000} s`)), ms);
  return Promise.race([work, promise]).finally(() => clearTimeout(timer));
}
