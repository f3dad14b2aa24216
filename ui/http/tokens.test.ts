import { expect, test } from "bun:test";
import {
  chmodSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { ECHO, listeningHome } from "./testing.ts";
import { HOME_TOKEN, openTokens } from "./tokens.ts";

function tempHome() {
  const home = mkdtempSync(join(tmpdir(), "gb-"));
  return { home, [Symbol.dispose]: () => rmSync(home, { recursive: true, force: true }) };
}

const mode = (path: string) => statSync(path).mode & 0o777;

test("what is kept of a token is not enough to use it, and is for its owner alone", () => {
  using fixture = tempHome();
  const tokens = openTokens(fixture.home);
  const token = tokens.add("editor", "full");
  tokens.ready();
  const path = join(fixture.home, "tokens.json");
  expect(readFileSync(path, "utf8")).not.toContain(token.slice(4, 20));
  expect([mode(path), mode(join(fixture.home, "token"))]).toEqual([0o600, 0o600]);
  expect(readdirSync(fixture.home).toSorted()).toEqual(["token", "tokens.json"]);
  expect(tokens.find(token)).toMatchObject({ name: "editor", scope: "full" });
  expect(openTokens(fixture.home).find(token)).toMatchObject({ name: "editor" });
  expect(new Set([token, tokens.add("a", "read"), tokens.add("b", "read")]).size).toBe(3);
});

test("the home's own token stays the same until it is removed, and a forged one does not count", () => {
  using fixture = tempHome();
  const tokens = openTokens(fixture.home);
  const path = join(fixture.home, "token");
  const own = () => readFileSync(path, "utf8").trim();
  tokens.ready();
  const first = own();
  chmodSync(path, 0o644);
  openTokens(fixture.home).ready();
  expect([own(), mode(path)]).toEqual([first, 0o600]);
  tokens.remove(HOME_TOKEN);
  expect(tokens.find(first)).toBeNull();
  tokens.ready();
  const second = own();
  expect(second).not.toBe(first);
  writeFileSync(path, "gbx_mine\n");
  tokens.ready();
  expect([own() === "gbx_mine", tokens.find("gbx_mine"), tokens.find(second)]).toEqual([
    false,
    null,
    null,
  ]);
});

test("names are told apart and errors say what to do", () => {
  using fixture = tempHome();
  const tokens = openTokens(fixture.home);
  tokens.add("editor", "full");
  expect(() => tokens.add("editor", "read")).toThrow("there is a token editor already");
  expect(() => tokens.add(HOME_TOKEN, "full")).toThrow("the home's own token");
  expect(() => tokens.remove("editer")).toThrow('did you mean "editor"');
});

test("a list of tokens that cannot be read lets nobody in", async () => {
  await using home = await listeningHome();
  const path = join(home.home, "tokens.json");
  const good = readFileSync(path, "utf8");
  for (const bad of [
    "",
    "{",
    "[]",
    '{"tokens":[{"name":"x"}]}',
    good.replaceAll("sha256", "hash"),
  ]) {
    writeFileSync(path, bad);
    const response = await home.post(ECHO);
    expect([bad.slice(0, 20), response.status]).toEqual([bad.slice(0, 20), 503]);
    expect(await response.text()).toContain("tokens.json cannot be used");
  }
  writeFileSync(path, good);
  expect((await home.post(ECHO)).status).toBe(200);
  rmSync(path);
  expect((await home.post(ECHO)).status).toBe(401);
});

test("a token that is removed counts no more at once, and its streams end", async () => {
  await using home = await listeningHome();
  const { token } = (await home.call("tokens.add", { name: "guest" })) as { token: string };
  const headers = { authorization: `Bearer ${token}` };
  const stream = await fetch(home.url, { headers });
  const mine = await fetch(home.url, { headers: { authorization: `Bearer ${home.token()}` } });
  expect([stream.status, mine.status]).toEqual([200, 200]);
  await home.call("tokens.remove", { name: "guest" });
  expect(await stream.text()).toBe("data: first\n\n");
  expect((await home.post(ECHO, headers)).status).toBe(401);
  expect(home.server.activity().calls).toBe(1);
  await mine.body!.cancel();
});
