import { afterAll, describe, expect, test } from "bun:test";
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { KernelError } from "../../kernel/error.ts";
import { forgetKeychain } from "./forget.ts";
import { type Keychain, systemKeychain } from "./keychain.ts";
import { openSecrets } from "./store.ts";

const top = mkdtempSync(join(tmpdir(), "glassbox-secrets-"));
afterAll(() => rmSync(top, { recursive: true }));
const newHome = () => mkdtempSync(join(top, "home-"));

/** A computer without a keychain, as most servers are. */
const noKeychain: Keychain = {
  works: async () => false,
  get: () => Promise.reject(new KernelError("unavailable", "there is none")),
  set: () => Promise.reject(new KernelError("unavailable", "there is none")),
  remove: () => Promise.reject(new KernelError("unavailable", "there is none")),
};

/** One that holds what it is given; `isLocked` as a keychain is until a person opens it. */
function openKeychain() {
  const held = new Map<string, string>();
  const locked = new KernelError("unavailable", "it is locked");
  const chain = {
    held,
    isLocked: false,
    works: async () => true,
    async get(name: string) {
      if (chain.isLocked) throw locked;
      return held.get(name);
    },
    set: async (name: string, value: string) => void held.set(name, value),
    async remove(name: string) {
      if (chain.isLocked) throw locked;
      held.delete(name);
    },
  };
  return chain;
}

async function refusalOf(work: Promise<unknown>): Promise<KernelError> {
  const error = await work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (error instanceof KernelError) return error;
  throw error ?? new Error("it was not refused");
}

for (const [place, keychain] of [
  ["file", () => noKeychain],
  ["keychain", openKeychain],
] as const) {
  describe(`secrets in the ${place}`, () => {
    test("are kept by name, changed, found again by the next process, and removed", async () => {
      const home = newHome();
      const chain = keychain();
      const secrets = openSecrets(home, chain);
      expect(await secrets.names()).toEqual([]);
      expect(await secrets.get("token")).toBeUndefined();
      await secrets.set("token", "first value");
      await secrets.set("other", 'a\nb "c" €');
      await secrets.set("token", "second value");
      const next = openSecrets(home, chain);
      expect(await next.names()).toEqual(["other", "token"]);
      expect(await next.get("token")).toBe("second value");
      expect(await next.get("other")).toBe('a\nb "c" €');
      expect([...(await next.places()).values()]).toEqual([place, place]);
      expect(await next.remove("token")).toBe(true);
      expect(await next.remove("token")).toBe(false);
      expect(await openSecrets(home, chain).names()).toEqual(["other"]);
    });

    test("are not lost when many are set at once", async () => {
      const home = newHome();
      const chain = keychain();
      const secrets = openSecrets(home, chain);
      const names = Array.from({ length: 10 }, (_, at) => `name-${at}`);
      await Promise.all(names.map((name) => secrets.set(name, `value of ${name}`)));
      expect(await openSecrets(home, chain).names()).toEqual(names);
    });

    test("are known to whoever named them, without having been used", async () => {
      const home = newHome();
      const chain = keychain();
      await openSecrets(home, chain).set("token", "first value");
      const next = openSecrets(home, chain);
      expect(next.redact("it is first value")).toBe("it is first value");
      await next.names();
      expect(next.redact("it is first value")).toBe("it is [secret token]");
    });
  });
}

describe("a secret is refused", () => {
  const cases: [string, string, string, string][] = [
    ["with a name that no address can hold", "a/b", "a value", "name"],
    ["without a name", "", "a value", "name"],
    ["without a value", "token", "", "empty"],
    ["that is a book", "token", "x".repeat(70_000), "longer"],
    ["that is no text", "token", "a value\0", "NUL"],
    ["that its own placeholder would show", "my-token", "my-token", "placeholder"],
  ];
  for (const [what, name, value, words] of cases) {
    test(what, async () => {
      const home = newHome();
      const error = await refusalOf(openSecrets(home, noKeychain).set(name, value));
      expect(error.code).toBe("usage");
      expect(error.message).toContain(words);
      expect(error.hint).toBeTruthy();
      expect(existsSync(join(home, "secrets.age"))).toBe(false);
    });
  }
});

describe("the encrypted file", () => {
  test("is for its owner alone, holds no value in the clear, and opens with its key only", async () => {
    const home = newHome();
    await openSecrets(home, noKeychain).set("token", "a very secret value");
    const [file, key] = [join(home, "secrets.age"), join(home, "secrets.key")];
    for (const path of [file, key]) expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(readFileSync(file, "latin1")).toStartWith("age-encryption.org/v1\n");
    expect(readFileSync(file, "latin1")).not.toContain("secret value");
    const other = newHome();
    await openSecrets(other, noKeychain).set("token", "another");
    writeFileSync(file, readFileSync(join(other, "secrets.age")));
    const secrets = openSecrets(home, noKeychain);
    for (const work of [secrets.get("token"), secrets.names(), secrets.set("new", "a value")]) {
      const error = await refusalOf(work);
      expect(error.code).toBe("unavailable");
      expect(error.hint).toContain("secrets.key");
    }
    // What could not be read was not written over either.
    expect(readFileSync(file)).toEqual(readFileSync(join(other, "secrets.age")));
  });

  test("is not read by a home that has none, and nor is the library that opens it loaded", async () => {
    const script = `
      import { openSecrets } from ${JSON.stringify(join(import.meta.dir, "store.ts"))};
      const keychain = { works: async () => false };
      const secrets = openSecrets(${JSON.stringify(newHome())}, keychain);
      await secrets.names();
      await secrets.get("token");
      secrets.redact("text");
      console.log(Object.keys(require.cache).filter((path) => /age-encryption|noble/.test(path)).length);`;
    const { stdout, exitCode } = Bun.spawnSync([process.execPath, "-e", script]);
    expect([stdout.toString().trim(), exitCode]).toEqual(["0", 0]);
  });
});

describe("the keychain", () => {
  test("takes over what was kept in the file while there was none", async () => {
    const home = newHome();
    await openSecrets(home, noKeychain).set("token", "first value");
    const chain = openKeychain();
    const secrets = openSecrets(home, chain);
    expect(await secrets.get("token")).toBe("first value");
    await secrets.set("token", "second value");
    expect([...(await secrets.places())]).toEqual([["token", "keychain"]]);
    expect(await openSecrets(home, chain).get("token")).toBe("second value");
  });

  test("that is locked says so to who needs a value, and hides no name", async () => {
    const home = newHome();
    const chain = openKeychain();
    await openSecrets(home, chain).set("token", "first value");
    chain.isLocked = true;
    const secrets = openSecrets(home, chain);
    expect(await secrets.names()).toEqual(["token"]);
    expect((await refusalOf(secrets.get("token"))).code).toBe("unavailable");
    expect((await refusalOf(secrets.remove("token"))).code).toBe("unavailable");
    expect(await secrets.names()).toEqual(["token"]);
    expect(await forgetKeychain(home, chain)).toEqual(["token"]);
    chain.isLocked = false;
    expect(await forgetKeychain(home, chain)).toEqual([]);
    expect(chain.held.size).toBe(0);
  });

  test("of this computer works, or says that it does not", async () => {
    const keychain = systemKeychain(newHome());
    if (await keychain.works()) return expect(await keychain.get("none")).toBeUndefined();
    expect((await refusalOf(keychain.get("none"))).code).toBe("unavailable");
  });
});
