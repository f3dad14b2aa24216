import { describe, expect, test } from "bun:test";
import { brotliCompressSync, deflateSync, gzipSync } from "node:zlib";
import { client, serve, text } from "./testing.ts";

describe("what comes back", () => {
  test("a page becomes Markdown with title and absolute links", async () => {
    const { host } = serve(
      () =>
        new Response(
          "<!doctype html><title> A &amp;\n B </title><script>evil()</script><h1>Hello</h1>" +
            '<p><a href="../x?a=1#y">link</a> <a href="javascript:alert(1)">js</a>' +
            '<img src="/i.png" alt="pic"></p><ul><li>one<li>two</ul>' +
            "<table><tr><th>k<th>v<tr><td>1<td>2</table>",
          { headers: { "content-type": "text/html; charset=utf-8" } },
        ),
    );
    const { data, hosts } = await (
      await client({ allow: [host] })
    ).fetch({ url: `http://${host}/a/b/#frag` });
    expect(data).toMatchObject({
      url: `http://${host}/a/b/#frag`,
      finalUrl: `http://${host}/a/b/`,
      status: 200,
      contentType: "text/html; charset=utf-8",
      title: "A & B",
      truncated: false,
    });
    expect(data.markdown).toContain("# Hello");
    expect(data.markdown).toContain(`[link](http://${host}/a/x?a=1#y)`);
    expect(data.markdown).toContain(`![pic](http://${host}/i.png)`);
    expect(data.markdown).toContain("- one\n- two");
    expect(data.markdown).toContain("| 1 | 2 |");
    expect(data.markdown).not.toMatch(/evil|javascript:/);
    expect(hosts).toEqual([host]);
  });

  test("JSON and text pass as they are, an error page is an answer with its status", async () => {
    const json = '{"a": [1,  2]}\n';
    const { host } = serve(({ url }) =>
      url.endsWith("/json")
        ? new Response(json, { headers: { "content-type": "application/ld+json" } })
        : new Response("gone <b>", { status: 410, headers: { "content-type": "text/plain" } }),
    );
    const web = await client({ allow: [host] });
    expect((await web.fetch({ url: `http://${host}/json` })).data).toMatchObject({
      markdown: json,
      status: 200,
    });
    expect((await web.fetch({ url: `http://${host}/` })).data).toMatchObject({
      markdown: "gone <b>",
      status: 410,
    });
  });

  test("what is not text is refused before it is read", async () => {
    const { host } = serve(
      () => new Response("x", { headers: { "content-type": "application/pdf" } }),
    );
    const answer = await (await client({ allow: [host] })).fetch({ url: `http://${host}/` });
    expect(answer).toMatchObject({ isError: true, hosts: [host] });
    expect(answer.text).toMatch(/^url: answers "application\/pdf", which is not text; give/);
  });

  test("the character set comes from mark, header, page or the bytes themselves", async () => {
    const latin = Buffer.from("caf\u00e9", "latin1");
    const cyrillic = Buffer.from([0xcf, 0xf0, 0xe8, 0xe2, 0xe5, 0xf2]); // windows-1251
    const pages: Record<string, () => Response> = {
      header: () => text(Buffer.from(cyrillic), { "content-type": "text/plain; charset=cp1251" }),
      meta: () =>
        new Response(Buffer.concat([Buffer.from('<meta charset="windows-1251"><p>'), cyrillic]), {
          headers: { "content-type": "text/html" },
        }),
      httpEquiv: () =>
        new Response(
          Buffer.concat([
            Buffer.from('<meta http-equiv=Content-Type content="text/html; charset=cp1251"><p>'),
            cyrillic,
          ]),
          { headers: { "content-type": "text/html" } },
        ),
      mark: () => text(Buffer.from("\uFEFFПривет", "utf16le"), { "content-type": "text/plain" }),
      none: () => text(Buffer.from("Привет")),
      guess: () => text(Buffer.from(latin)),
      wrong: () => text(Buffer.from("Привет"), { "content-type": "text/plain; charset=no-such" }),
    };
    const { host } = serve(
      ({ url }) => pages[new URL(url).pathname.slice(1)]?.() ?? new Response("", { status: 404 }),
    );
    const web = await client({ allow: [host] });
    for (const name of Object.keys(pages)) {
      const { data } = await web.fetch({ url: `http://${host}/${name}` });
      expect([name, data.markdown]).toEqual([name, name === "guess" ? "café" : "Привет"]);
    }
  });

  test("a packed answer is unpacked", async () => {
    const packers: Record<string, (bytes: Buffer) => Uint8Array<ArrayBuffer>> = {
      gzip: (bytes) => new Uint8Array(gzipSync(bytes)),
      deflate: (bytes) => new Uint8Array(deflateSync(bytes)),
      br: (bytes) => new Uint8Array(brotliCompressSync(bytes)),
    };
    const { host } = serve(({ url }) => {
      const name = new URL(url).pathname.slice(1);
      const packed = packers[name]?.(Buffer.from("hello ".repeat(100)));
      return text(packed ?? "", { "content-encoding": name });
    });
    const web = await client({ allow: [host] });
    for (const name of Object.keys(packers)) {
      const { data } = await web.fetch({ url: `http://${host}/${name}` });
      expect([name, data.markdown]).toEqual([name, "hello ".repeat(100)]);
    }
    const odd = await web.fetch({ url: `http://${host}/zip9` });
    expect(odd.text).toContain('packed as "zip9"');
  });

  test("the text is cut at maxChars, never inside a character", async () => {
    const { host } = serve(() => text("ab😀cd"));
    const web = await client({ allow: [host] });
    const cut = await web.fetch({ url: `http://${host}/`, maxChars: 3 });
    expect(cut.data).toMatchObject({ markdown: "ab", truncated: true });
    const whole = await web.fetch({ url: `http://${host}/`, maxChars: 6 });
    expect(whole.data).toMatchObject({ markdown: "ab😀cd", truncated: false });
  });
});
