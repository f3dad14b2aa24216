import { describe, expect, test } from "bun:test";
import { generateKeyPairSync } from "node:crypto";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";

import { temporaryFolder } from "../../bench/support/test-folder.ts";
import { openCheckpoint, parseCheckpoint, signCheckpoint } from "./checkpoint.ts";
import { judgeNote, keyIdOf, parseNote, publicKeyOf, verifierKeyOf } from "./note.ts";

/** The note and the key in the documentation of Go's golang.org/x/mod/sumdb/note, which the specification was made from. */
const GO = {
  key: "ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
  name: "PeterNeumann",
  id: "c74f20a3",
  note:
    "If you think cryptography is the answer to your problem,\n" +
    "then you don't know what your problem is.\n\n" +
    "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n",
};
const SPKI_PREFIX = Buffer.from("302a300506032b6570032100", "hex");

const { privateKey, publicKey } = generateKeyPairSync("ed25519");
const spki = publicKey.export({ type: "spki", format: "der" }).toString("base64");
const root = Uint8Array.from({ length: 32 }, (_, index) => index);
const made = signCheckpoint("/default/r7k2", 1234, root, privateKey);

describe("a signed note", () => {
  test("that another implementation signed holds, with the key id that it gives the key", () => {
    const raw = Buffer.from(GO.key, "base64").subarray(1);
    const key = publicKeyOf(Buffer.concat([SPKI_PREFIX, raw]).toString("base64"))!;
    expect(keyIdOf(GO.name, key)).toBe(GO.id);
    expect(verifierKeyOf(GO.name, key)).toBe(`${GO.name}+${GO.id}+${GO.key}`);
    expect(judgeNote(parseNote(GO.note)!, GO.name, key)).toBe("holds");
    expect(judgeNote(parseNote(GO.note.replace("think", "thank"))!, GO.name, key)).toBe("forged");
    expect(judgeNote(parseNote(GO.note)!, "SomebodyElse", key)).toBe("another-key");
  });

  test("of ours is taken by openssl, and not with another byte in it", () => {
    const dir = temporaryFolder();
    const path = (name: string) => join(dir, name);
    const { text, signatures } = parseNote(made.text)!;
    writeFileSync(path("key.pem"), publicKey.export({ type: "spki", format: "pem" }));
    writeFileSync(path("signature"), signatures[0]!.bytes);
    const check = (body: string) => {
      writeFileSync(path("text"), body);
      const how = ["-verify", "-pubin", "-inkey", path("key.pem"), "-rawin", "-in", path("text")];
      return Bun.spawnSync(["openssl", "pkeyutl", ...how, "-sigfile", path("signature")]).exitCode;
    };
    expect(check(text)).toBe(0);
    expect(check(text.replace("1234", "1235"))).not.toBe(0);
  });
});

describe("a checkpoint", () => {
  test("says whose chain, how many events and their root, and is opened with its key alone", () => {
    expect(made.text.split("\n").slice(0, 4)).toEqual([
      "/default/r7k2",
      "1234",
      "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=",
      "",
    ]);
    expect(openCheckpoint(made.text, spki)).toEqual(made);
    const other = generateKeyPairSync("ed25519").publicKey;
    const otherSpki = other.export({ type: "spki", format: "der" }).toString("base64");
    expect(openCheckpoint(made.text, otherSpki)).toBeNull();
  });

  test("with any byte changed is not opened, or says the same", () => {
    const bytes = Buffer.from(made.text);
    fc.assert(
      fc.property(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }), (place, change) => {
        const changed = Buffer.from(bytes);
        changed[place]! ^= change;
        const opened = openCheckpoint(changed.toString(), spki);
        if (opened === null) return;
        const { text: _, ...said } = opened;
        expect(said).toEqual({ origin: "/default/r7k2", size: 1234, root: made.root });
      }),
      { numRuns: 1000 },
    );
  });

  test("with words around it, without its size or with half a root is none", () => {
    const lines = made.text.split("\n");
    const without = (line: number) => lines.toSpliced(line, 1).join("\n");
    const texts = ["", "\n", without(0), without(1), without(2), without(3), `${made.text}more`];
    texts.push(lines.with(1, "01234").join("\n"), lines.with(2, "AAEC").join("\n"));
    for (const text of texts) expect(openCheckpoint(text, spki)).toBeNull();
    expect(parseCheckpoint(made.text)?.checkpoint).toEqual(made);
  });

  test("is signed by no key of another kind, nor by what is no key", () => {
    const rsa = generateKeyPairSync("rsa", { modulusLength: 1024 }).publicKey;
    const spkiOfRsa = rsa.export({ type: "spki", format: "der" }).toString("base64");
    for (const key of [spkiOfRsa, "", "no key", spki.slice(0, 40)])
      expect(openCheckpoint(made.text, key)).toBeNull();
  });
});
