import { describe, expect, test } from "bun:test";
import { client, open, serve, text } from "./testing.ts";

describe("where it may go", () => {
  test("a private address is refused in every spelling, and never contacted", async () => {
    const { port, state } = serve(() => text("secret"));
    const web = await client({});
    for (const host of [
      "127.0.0.1",
      "localhost",
      "2130706433",
      "0x7f.1",
      "0177.0.0.1",
      "127.1",
      "0",
      "[::1]",
      "[::ffff:127.0.0.1]",
      "[::]",
    ]) {
      const answer = await web.fetch({ url: `http://${host}:${port}/` });
      expect(answer).toMatchObject({ isError: true, isFinal: true, hosts: [] });
      expect(answer.text).toMatch(/^url: .* is not a public address; .*allow list/);
    }
    expect(state.hits).toBe(0);
  });

  test("the allow list takes a host with and without port, and nothing else", async () => {
    const { port } = serve(() => text("ok"));
    const url = `http://127.0.0.1:${port}/`;
    const opens = async (allow: string) =>
      !(await (await client({ allow: [allow] })).fetch({ url })).isError;
    expect(await opens("127.0.0.1")).toBe(true);
    expect(await opens(`127.0.0.1:${port}`)).toBe(true);
    expect(await opens("127.0.0.1:1")).toBe(false);
    expect(await opens("localhost")).toBe(false);
    expect(await opens("0.0.1")).toBe(false);
  });

  test("a redirect from an allowed host to a private address is refused", async () => {
    const inner = serve(() => text("secret"));
    for (const location of [
      `http://${inner.host}/`,
      `//${inner.host}/`,
      `http://localhost:${inner.port}/`,
      "http://169.254.169.254/latest/meta-data/",
    ]) {
      const outer = serve(() => new Response(null, { status: 302, headers: { location } }));
      const web = await client({ allow: [outer.host] });
      const answer = await web.fetch({ url: `http://${outer.host}/` });
      expect(answer).toMatchObject({ isError: true, hosts: [outer.host] });
      expect(answer.text).toContain("is not a public address");
    }
    expect(inner.state.hits).toBe(0);
  });

  test("a redirect to another scheme or with credentials is refused", async () => {
    for (const location of ["file:///etc/passwd", "ftp://127.0.0.1/", "http://u:p@127.0.0.1/"]) {
      const { host } = serve(() => new Response(null, { status: 301, headers: { location } }));
      const answer = await (
        await client({ allow: ["127.0.0.1"] })
      ).fetch({ url: `http://${host}` });
      expect(answer.text).toMatch(/^url: (?:.* is not http or https|holds a user name)/);
    }
  });

  test("up to five redirects are followed, and every host is named", async () => {
    const hops = (count: number) =>
      serve(({ url }) => {
        const at = Number(new URL(url).pathname.slice(1));
        if (at === count) return text(`after ${at}`);
        return new Response(null, { status: 307, headers: { location: `/${at + 1}` } });
      });
    const [five, six] = [hops(5), hops(6)];
    const web = await client({ allow: [five.host, six.host] });
    expect((await web.fetch({ url: `http://${five.host}/0` })).data).toMatchObject({
      markdown: "after 5",
      finalUrl: `http://${five.host}/5`,
    });
    const answer = await web.fetch({ url: `http://${six.host}/0` });
    expect(answer.text).toContain("more than 5 redirects");
    const start = serve(() => Response.redirect(`http://${five.host}/5`));
    const both = await client({ allow: [start.host, five.host] });
    expect((await both.fetch({ url: `http://${start.host}/` })).hosts).toEqual([
      start.host,
      five.host,
    ]);
  });

  test("a URL that is none, of another scheme or with a password is refused", async () => {
    const web = await client({});
    const refusal = async (url: string) => (await web.fetch({ url })).text;
    expect(await refusal("not a url")).toMatch(/^url: "not a url" is not a URL; give/);
    expect(await refusal("file:///etc/passwd")).toMatch(/^url: .* is not http or https/);
    expect(await refusal("http://user:pw@example.org/")).toMatch(/^url: holds a user name/);
    expect(await refusal("http://no-such-host.invalid/")).toMatch(/^url: .*could not be resolved/);
    expect((await web.fetch({})).text).toContain("url: give a web address");
    expect((await web.fetch({ url: "http://x", max: 1 })).text).toContain("unknown argument max");
  });

  test("nobody listening is an answer", async () => {
    const { host } = serve(() => text(""));
    await open.pop()?.stop();
    const answer = await (await client({ allow: [host] })).fetch({ url: `http://${host}/` });
    expect(answer.text).toMatch(/^url: .* could not be reached/);
  });
});
