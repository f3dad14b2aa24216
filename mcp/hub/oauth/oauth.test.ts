import { afterEach, describe, expect, test } from "bun:test";
import { oddRemote, result, specOf } from "../http/testing.ts";
import { testHub } from "../testing.ts";
import type { TestHub } from "../testing.ts";
import type { HttpSpec } from "../spec.ts";
import { guardedRemote, openStore, visit } from "./testing.ts";
import type { GuardedRemote, OpenStore } from "./testing.ts";

const open: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const each of open.splice(0).toReversed()) await each.close();
});

function keep<Kind extends { close(): Promise<void> }>(one: Kind): Kind {
  open.push(one);
  return one;
}

function hubOf(url: string, store: OpenStore, over: Partial<HttpSpec> = {}): TestHub {
  return keep(testHub([specOf(url, over)], { oauth: store }));
}

const { signal } = new AbortController();
const login = (hub: TestHub) =>
  hub.login("fixture", { open: async (url) => void (await visit(url)), signal });

async function loggedIn(server: GuardedRemote, store: OpenStore): Promise<TestHub> {
  const hub = hubOf(server.url, store);
  await login(hub);
  expect(await hub.ask("odd")).toMatchObject({ ok: true });
  return hub;
}

async function refusalOf(work: Promise<unknown>): Promise<string> {
  const error = await work.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  if (error instanceof Error) return error.message;
  throw new Error("it was not refused");
}

describe("a server that wants a login", () => {
  test("is not used before a person has logged in, and says how", async () => {
    const server = keep(guardedRemote());
    const hub = hubOf(server.url, openStore());
    expect(await hub.ask("odd")).toMatchObject({ ok: false, fate: "unsent" });
    expect(hub.status()[0]?.reason).toContain("it wants you to log in: glassbox mcp login fixture");
    // Nothing is registered anywhere behind a person's back.
    expect([server.registered, server.grants]).toEqual([[], []]);
  });

  test("is used after the login, with a token for it alone", async () => {
    const server = keep(guardedRemote());
    const store = openStore();
    await loggedIn(server, store);
    const [page] = server.pages;
    expect(Object.fromEntries(page?.searchParams ?? [])).toMatchObject({
      response_type: "code",
      code_challenge_method: "S256",
      resource: server.url,
      scope: "tools",
      redirect_uri: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/callback$/),
    });
    expect(server.grants.map(({ type }) => type)).toEqual(["authorization_code"]);
    expect([...store.values.keys()]).toEqual(["oauth-fixture"]);
  });

  test("is used by a later kernel without another login", async () => {
    const server = keep(guardedRemote());
    const store = openStore();
    await (await loggedIn(server, store)).close();
    const hub = hubOf(server.url, store);
    expect(await hub.ask("odd")).toMatchObject({ ok: true });
    expect([server.pages.length, server.grants.length]).toEqual([1, 1]);
  });

  test("shows nothing of its tokens in events, in states or on the record of the wire", async () => {
    const server = keep(guardedRemote());
    const store = openStore();
    const wire: unknown[] = [];
    const recorder = () => ({ record: (message: unknown) => void wire.push(message) });
    const hub = keep(testHub([specOf(server.url)], { oauth: store, recorder }));
    await login(hub);
    expect(await hub.ask("odd")).toMatchObject({ ok: true });
    const { tokens } = JSON.parse(store.values.get("oauth-fixture") ?? "{}");
    server.expire();
    server.revoke();
    await hub.ask("odd");
    expect(JSON.parse(store.values.get("oauth-fixture") ?? "{}").tokens).toBeUndefined();
    const shown = JSON.stringify([hub.events, hub.status(), wire]);
    expect(shown).toContain("tools/call");
    const code = server.grants[0]?.form.get("code");
    for (const secret of [tokens.access_token, tokens.refresh_token, code]) {
      expect(secret).toBeString();
      expect(shown).not.toContain(secret);
    }
  });

  test("is not asked twice to register the same client", async () => {
    const server = keep(guardedRemote());
    const hub = await loggedIn(server, openStore());
    await login(hub);
    expect(await hub.ask("odd")).toMatchObject({ ok: true });
    expect(server.registered).toHaveLength(1);
  });
});

describe("a token", () => {
  test("that has expired is renewed once for all calls", async () => {
    const server = keep(guardedRemote());
    const hub = await loggedIn(server, openStore());
    server.expire();
    const results = await Promise.all(Array.from({ length: 10 }, () => hub.ask("odd")));
    expect(results.every(({ ok }) => ok)).toBe(true);
    expect(server.grants.map(({ type }) => type)).toEqual(["authorization_code", "refresh_token"]);
  });

  test("that cannot be renewed sends the person to a new login, which helps", async () => {
    const server = keep(guardedRemote());
    const hub = await loggedIn(server, openStore());
    server.expire();
    server.revoke();
    expect(await hub.ask("odd")).toMatchObject({
      ok: false,
      view: { text: expect.stringContaining("glassbox mcp login fixture") },
    });
    await login(hub);
    expect(await hub.ask("odd")).toMatchObject({ ok: true });
  });

  test("that is not enough is replaced after a login by one that has the old rights and the new", async () => {
    const server = keep(guardedRemote());
    const hub = await loggedIn(server, openStore());
    server.scope = "write";
    const refused = await hub.ask("odd");
    expect(refused).toMatchObject({
      ok: false,
      view: { text: expect.stringContaining("it wants more rights from you (tools write)") },
    });
    await login(hub);
    expect(await hub.ask("odd")).toMatchObject({ ok: true });
    expect(server.pages.at(-1)?.searchParams.get("scope")).toBe("tools write");
  });

  test("is never shown to another address of the same name", async () => {
    const server = keep(guardedRemote());
    const store = openStore();
    await (await loggedIn(server, store)).close();
    const other = keep(oddRemote((id) => result(id, {})));
    const hub = hubOf(other.url, store);
    expect(await hub.ask("odd")).toMatchObject({ ok: true });
    expect(other.seen.some(({ headers }) => headers.has("authorization"))).toBe(false);
  });

  test("goes with its server", async () => {
    const server = keep(guardedRemote());
    const store = openStore();
    const hub = await loggedIn(server, store);
    await hub.forget("fixture");
    expect(store.values.size).toBe(0);
  });

  test("is had without a person by a client with a secret, where that is offered", async () => {
    const server = keep(guardedRemote());
    server.grantTypes = ["client_credentials"];
    const store = openStore();
    const oauth = { clientId: "robot", clientSecret: "of its own", scopes: ["tools"] };
    const hub = hubOf(server.url, store, { oauth });
    expect(await hub.ask("odd")).toMatchObject({ ok: true });
    expect(server.grants.map(({ type }) => type)).toEqual(["client_credentials"]);
    const basic = server.grants[0]?.authorization?.replace("Basic ", "") ?? "";
    expect(decodeURIComponent(atob(basic)).replaceAll("+", " ")).toBe("robot:of its own");
    expect(JSON.stringify([...store.values])).not.toContain("of its own");
  });
});

describe("a login fails in words, and nothing is kept,", () => {
  test("when the person does not agree", async () => {
    const server = keep(guardedRemote());
    server.answer = "no";
    const store = openStore();
    const hub = hubOf(server.url, store);
    expect(await refusalOf(login(hub))).toContain(
      'The login at "fixture" has failed: the authorization server sent no code: access_denied',
    );
    expect(JSON.stringify([...store.values])).not.toContain("tokens");
  });

  test("when the answer comes from another authorization server", async () => {
    const server = keep(guardedRemote());
    server.answer = "other issuer";
    const hub = hubOf(server.url, openStore());
    expect(await refusalOf(login(hub))).toContain("has failed");
    expect(server.grants).toEqual([]);
  });

  test("when the server asks for no login", async () => {
    const server = keep(oddRemote((id) => result(id, {})));
    const hub = hubOf(server.url, openStore());
    expect(await refusalOf(login(hub))).toContain("does not ask for a login");
  });

  test("when another login takes its place", async () => {
    const server = keep(guardedRemote());
    const hub = hubOf(server.url, openStore());
    const begun = Promise.withResolvers<void>();
    const first = refusalOf(hub.login("fixture", { open: () => begun.resolve(), signal }));
    await begun.promise;
    await login(hub);
    expect(await first).toContain("another login has begun");
    expect(await hub.ask("odd")).toMatchObject({ ok: true });
  });

  test("when it is called off, and its listener is gone", async () => {
    const server = keep(guardedRemote());
    const hub = hubOf(server.url, openStore());
    const abort = new AbortController();
    const begun = Promise.withResolvers<string>();
    const work = refusalOf(
      hub.login("fixture", { open: (url) => begun.resolve(url), signal: abort.signal }),
    );
    const redirect = new URL(await begun.promise).searchParams.get("redirect_uri") ?? "";
    abort.abort(new Error("never mind."));
    expect(await work).toContain("never mind");
    expect(fetch(redirect)).rejects.toThrow();
  });
});

test("an answer that does not know the login's state is not taken", async () => {
  const server = keep(guardedRemote());
  const hub = hubOf(server.url, openStore());
  let stolen = 0;
  await hub.login("fixture", {
    signal,
    async open(url) {
      const redirect = new URL(url).searchParams.get("redirect_uri") ?? "";
      stolen = (await fetch(`${redirect}?code=stolen&state=guessed`)).status;
      await visit(url);
    },
  });
  expect(stolen).toBe(400);
  expect(server.grants[0]?.form.get("code")).not.toBe("stolen");
  expect(await hub.ask("odd")).toMatchObject({ ok: true });
});
