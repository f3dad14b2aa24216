import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { indexAddress } from "./network/address.ts";
import { makeWheel, wheelFileName, type MadeWheel } from "./testing-archive.ts";
import { makeWorld, refusal, sha256Of, type World } from "./testing.ts";

const app: MadeWheel = { name: "app", version: "1.0" };

let world: World;
let brokenLine: ReturnType<typeof startBrokenLine>;
beforeEach(() => {
  world = makeWorld();
  world.index.publish(app);
  brokenLine = startBrokenLine();
});
afterEach(() => {
  world.end();
  brokenLine.stop(true);
});

function cutOff(): Response {
  return Response.redirect(`http://127.0.0.1:${brokenLine.port}/`, 302);
}

function count(path: string): number {
  return world.index.requests.filter((requested) => requested.startsWith(path)).length;
}

describe("a network that fails", () => {
  test("once is tried again", async () => {
    const failures = [new Response("busy", { status: 503 }), cutOff()];
    world.index.intercept("/files/app", () => failures.shift());
    expect((await world.add("lab", "app")).added).toHaveLength(1);
    expect(count("/files/app")).toBe(3);
  });

  test("and ends an answer early, as if it were whole, is tried again", async () => {
    const failures = [new Response(makeWheel(app).slice(0, 20))];
    world.index.intercept("/files/app", () => failures.shift());
    expect((await world.add("lab", "app")).added).toHaveLength(1);
  });

  test("for good is said, with what was wanted, from where, and what to do", async () => {
    world.index.intercept("/files/app", () => new Response("down", { status: 502 }));
    const { host } = new URL(world.index.address);
    expect(await refusal(world.add("lab", "app"))).toBe(
      `unreachable: app-1.0-py3-none-any.whl could not be had from ${host} (status 502); check the connection ` +
        "and add it again, or add it from a folder that holds its wheels",
    );
    world.index.stop();
    expect(await refusal(world.add("lab", "app"))).toStartWith(
      `unreachable: The list of app could not be had from ${host} (`,
    );
  });

  test("by saying nothing more is given up on", async () => {
    world.index.intercept(
      "/files/app",
      () => new Response(new ReadableStream({ start: (sink) => sink.enqueue("PK") })),
    );
    const work = world.open({ idleMs: 100 }).add("lab", ["app"], {
      signal: new AbortController().signal,
    });
    expect(await refusal(work)).toContain("(no byte for 0.1 s)");
  });

  test("leaves nothing behind", async () => {
    world.index.intercept("/files/app", () => cutOff());
    expect(await refusal(world.add("lab", "app"))).toStartWith("unreachable: app-1.0");
    expect(readdirSync(world.store, { recursive: true })).toEqual(["packages.lock", "wheels"]);
  });

  test("that refuses is not asked again", async () => {
    world.index.intercept("/simple/app/", () => new Response("no", { status: 403 }));
    expect(await refusal(world.add("lab", "app"))).toContain("answers with status 403");
    expect(count("/simple/app/")).toBe(1);
  });
});

describe("an index", () => {
  test("that speaks no JSON is named", async () => {
    world.index.intercept("/simple/app/", () => new Response("<html>", { status: 200 }));
    expect(await refusal(world.add("lab", "app"))).toContain(
      "does not answer in the JSON form of the Simple API (PEP 691); name another index",
    );
  });

  test("with entries that make no sense is read without them", async () => {
    const file = { filename: "app-1.0-py3-none-any.whl", url: "/files/app-1.0-py3-none-any.whl" };
    const files = [
      null,
      { ...file },
      { ...file, hashes: { md5: "0" } },
      { ...file, hashes: { sha256: "abc" } },
      { ...file, filename: "other-1.0-py3-none-any.whl", hashes: { sha256: "0".repeat(64) } },
      { ...file, url: "file:///etc/passwd", hashes: { sha256: "0".repeat(64) } },
    ];
    const page = (entries: readonly unknown[]) => () =>
      Response.json({ meta: { "api-version": "1.0" }, files: entries });
    world.index.intercept("/simple/app/", page(files.slice(0, -1)));
    expect(await refusal(world.add("lab", "app"))).toStartWith(
      "missing: app has no wheel that runs",
    );
    world.index.intercept("/simple/app/", page(files));
    expect(await refusal(world.add("lab", "app"))).toContain("only https is taken");
  });

  test("that lists a file that is not there is said", async () => {
    world.index.intercept("/files/app", () => new Response("gone", { status: 404 }));
    expect(await refusal(world.add("lab", "app"))).toContain("though it is listed");
  });

  test.each(["a redirect", "its list"])(
    "gets the person's password, and nobody that it leads to by %s does",
    async (way) => {
      const seen: (readonly [host: string, authorization: string | null])[] = [];
      const note = (request: Request) =>
        void seen.push([new URL(request.url).host, request.headers.get("authorization")]);
      const other = Bun.serve({
        port: 0,
        hostname: "127.0.0.1",
        fetch(request) {
          note(request);
          return new Response(makeWheel(app));
        },
      });
      const elsewhere = `127.0.0.1:${other.port}`;
      world.index.intercept("/", (request) => note(request));
      if (way === "its list")
        world.index.intercept("/simple/app", (request) => {
          note(request);
          const filename = wheelFileName(app);
          const hashes = { sha256: sha256Of(makeWheel(app)) };
          const url = `http://${elsewhere}/${filename}`;
          return Response.json({
            meta: { "api-version": "1.0" },
            files: [{ filename, url, hashes }],
          });
        });
      world.index.intercept("/files/app", (request) => {
        note(request);
        return Response.redirect(`http://${elsewhere}/app`, 302);
      });
      const address = new URL(world.index.address);
      address.username = "me";
      address.password = "secret@";
      const packages = world.open({ index: address.href });
      await packages.add("lab", ["app"], { signal: new AbortController().signal });
      await other.stop(true);
      const own = `Basic ${Buffer.from("me:secret@").toString("base64")}`;
      const asked = way === "a redirect" ? 2 : 1;
      expect(seen).toEqual([...Array(asked).fill([address.host, own]), [elsewhere, null]]);
      const lock = await Bun.file(join(world.store, "packages", "lab.json")).text();
      expect(lock).not.toContain("secret");
    },
  );
});

describe("the address of the index", () => {
  test("is the given one, else that of pip or uv on this machine, else PyPI", () => {
    const pip = { PIP_INDEX_URL: "https://pip.example/simple" };
    const uv = { UV_DEFAULT_INDEX: "https://uv.example/simple/" };
    expect([
      indexAddress("https://mine.example/simple", { ...pip, ...uv }).href,
      indexAddress(undefined, { ...uv, ...pip }).href,
      indexAddress(undefined, { ...uv, PIP_INDEX_URL: "" }).href,
      indexAddress(undefined, {}).href,
    ]).toEqual([
      "https://mine.example/simple/",
      "https://pip.example/simple/",
      "https://uv.example/simple/",
      "https://pypi.org/simple/",
    ]);
  });

  test("is refused where anybody on the way could answer for it", () => {
    expect(() => indexAddress("http://mine.example/simple", {})).toThrow("give its https address");
    expect(() => indexAddress(undefined, { PIP_INDEX_URL: "ftp://x" })).toThrow(
      "PIP_INDEX_URL: not",
    );
    expect(() => indexAddress("https://me:1%zz@mine.example/", {})).toThrow(
      "write a % in it as %25",
    );
    expect(() => indexAddress("nonsense", {})).toThrow("index: not an http address");
  });
});

/** A server that hangs up in the middle of its answer. */
function startBrokenLine() {
  const bytes = makeWheel(app);
  const head = `HTTP/1.1 200 OK\r\nContent-Length: ${bytes.length}\r\n\r\n`;
  return Bun.listen({
    hostname: "127.0.0.1",
    port: 0,
    socket: {
      data(socket) {
        socket.write(Buffer.concat([Buffer.from(head), bytes.subarray(0, 20)]));
        socket.end();
      },
    },
  });
}
