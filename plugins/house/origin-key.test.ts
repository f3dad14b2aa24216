import { expect, test } from "bun:test";
import { createPublicKey } from "node:crypto";
import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";

import { openSqlite } from "../../bench/support/ledger.ts";
import { temporaryFolder } from "../../bench/support/test-folder.ts";

test("a chain opens with the public half of a key that only its owner can read", async () => {
  const dir = temporaryFolder();
  const ledger = await openSqlite({ dir });
  const [opened] = ledger.query({ types: ["origin.opened"] });
  await ledger.close();
  const path = join(dir, "origin.key");
  const key = createPublicKey(readFileSync(path));
  expect(key.asymmetricKeyType).toBe("ed25519");
  const published = key.export({ type: "spki", format: "der" }).toString("base64");
  expect(opened!.data).toEqual({ origin: ledger.origin, publicKey: published });
  expect(statSync(path).mode & 0o777).toBe(0o600);

  const written = readFileSync(path);
  const again = await openSqlite({ dir });
  expect(again.origin).toBe(ledger.origin);
  expect([...again.query({ types: ["origin.opened"] })]).toEqual([opened!]);
  expect(readFileSync(path)).toEqual(written);
  await again.close();
});
