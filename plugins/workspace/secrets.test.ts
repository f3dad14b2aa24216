import { expect, test } from "bun:test";
import { copyFileSync, readdirSync, readFileSync, renameSync } from "node:fs";
import { dirname, join } from "node:path";

import { sha256 } from "../../kernel/json.ts";
import { isSecret } from "./secrets.ts";
import { type Desk, newDesk } from "./testing.ts";

const TOKEN = "TOKEN=hunter2-hunter2";

/** Also what SQLite has not moved from its log yet. */
function isStored({ dir }: Desk, text: string): boolean {
  const home = dirname(dir);
  const files = readdirSync(home).filter((name) => name.startsWith("contents.db"));
  return files.some((name) => readFileSync(join(home, name)).includes(text));
}

test("what is called as secrets are called is one, in any folder and under the names of copies", () => {
  const secrets =
    ".env .ENV .env~ .env.bak .env.local .env.swp #.env# prod.env secrets.env .envrc id_rsa id_rsa.bak id_rsa_work " +
    "id_ed25519_sk id_ecdsa_sk id_ed25519.old .kube/config .docker/config.json .dockercfg .aws/config " +
    ".aws/credentials .config/gh/hosts.yml .config/gcloud/access_tokens.db .config/gcloud/a/adc.json " +
    "client_secret.json client_secret_12.apps.json token.json auth.json .vault_pass .vault_password " +
    "terraform.tfvars prod.auto.tfvars terraform.tfstate terraform.tfstate.backup local.settings.json my.cnf .my.cnf " +
    "wallet.dat cookies.sqlite passwords.txt passwords.csv .bash_history .zsh_history .netrc .pgpass " +
    ".git-credentials keys.kdbx a.p12 a.pfx a.jks a.keystore server.pem server.pem.bak .npmrc";
  const all = secrets.split(" ");
  expect(all.filter((path) => !isSecret(path))).toEqual([]);
  expect(all.filter((path) => !isSecret(`deep/down/${path}`))).toEqual([]);
});

test("what ordinary files are called is none", () => {
  const ordinary =
    ".env.example .env.production.example .env.sample.bak id_rsa.pub id_ed25519_sk.pub environment.md env env.ts " +
    "config config.json docker/config.json aws/notes.md hosts.yml tokens.md token.ts auth.ts authors.json password.md " +
    "secrets.md keys.md key.ts monkey history.md bash_history.md settings.json wallet.md cookies.md tfvars.md " +
    "credentials.md README~ notes.bak package.json tsconfig.json donkey.keys.md my.cnf.md ~ # .bak";
  expect(ordinary.split(" ").filter(isSecret)).toEqual([]);
});

test("the content of a secret is not kept when it is moved or copied to another name", async () => {
  using desk = newDesk();
  desk.write(".env", TOKEN);
  desk.capture([".env", "plain.txt"]);
  renameSync(join(desk.dir, ".env"), join(desk.dir, "plain.txt"));
  const plain = { path: "plain.txt", kept: false, sha256: sha256(TOKEN) };
  expect(desk.capture([".env", "plain.txt"])[1]).toMatchObject(plain);
  desk.reopen();
  copyFileSync(join(desk.dir, "plain.txt"), join(desk.dir, "copy.md"));
  const { manifest } = await desk.scan();
  const tree = await desk.tree(manifest);
  expect(tree.get("copy.md")).toMatchObject({ kept: false, sha256: sha256(TOKEN) });
  expect(tree.get("plain.txt")).toMatchObject(plain);
  expect(desk.capture(["copy.md"], { only: "look" })[0]).toMatchObject({ kept: false });
  expect(isStored(desk, TOKEN)).toBe(false);
});

test("a copy that is met before the secret it is of is let go again", async () => {
  using desk = newDesk();
  desk.write("a-copy.txt", TOKEN);
  desk.write("deep/down/.env", TOKEN);
  desk.write("z-copy.txt", TOKEN);
  desk.write("notes.md", "notes");
  const { manifest } = await desk.scan();
  const tree = await desk.tree(manifest);
  for (const path of ["a-copy.txt", "deep/down/.env", "z-copy.txt"])
    expect(tree.get(path)).toMatchObject({ kept: false, sha256: sha256(TOKEN) });
  expect(tree.get("notes.md")).toMatchObject({ kept: true });
  expect(isStored(desk, TOKEN)).toBe(false);

  desk.write("one.txt", `${TOKEN}2`);
  desk.write("two/.env", `${TOKEN}2`);
  const found = desk.capture(["one.txt", "two/.env"]);
  expect(found.find(({ path }) => path === "one.txt")).toMatchObject({ kept: false });
  expect(isStored(desk, `${TOKEN}2`)).toBe(false);
});

test("what a template holds, or nothing at all, is kept beside a secret that holds the same", () => {
  using desk = newDesk();
  desk.write(".env.example", "KEY=change-me");
  desk.write(".env", "KEY=change-me");
  desk.write("notes.txt", "KEY=change-me");
  desk.write("sub/.env", "");
  desk.write("empty.txt", "");
  const found = desk.capture([".env", ".env.example", "notes.txt", "sub/.env", "empty.txt"]);
  const kept = found.filter((one) => one.kept && one.kind === "file").map(({ path }) => path);
  expect(kept).toEqual([".env.example", "notes.txt", "empty.txt"]);
});

test("a store of the version before knows the secrets that it has seen, and looks at everything again", async () => {
  using desk = newDesk();
  desk.write(".env", TOKEN);
  desk.write("notes.md", "notes");
  await desk.scan();
  desk.sight.store.db.run("drop table secrets; pragma user_version = 1");
  desk.reopen();
  renameSync(join(desk.dir, ".env"), join(desk.dir, "plain.txt"));
  const tree = await desk.tree((await desk.scan()).manifest);
  expect(tree.get("plain.txt")).toMatchObject({ kept: false, sha256: sha256(TOKEN) });
  expect(tree.get("notes.md")).toMatchObject({ kept: true });
  expect(isStored(desk, TOKEN)).toBe(false);
});
