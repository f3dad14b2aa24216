/** A registry on this machine that has the binary packages of Bun, with a program in them that starts `real`. */
export async function npmRegistry(version: string, real: string) {
  const tarballOf = (name: string): Uint8Array<ArrayBuffer> =>
    Bun.gzipSync(
      tar({
        "package/package.json": JSON.stringify({ name, version }),
        "package/bin/bun": `#!/bin/sh\nexec "${real}" "$@"\n`,
      }),
    );
  let downloads = 0;
  const server = Bun.serve({
    hostname: "127.0.0.1",
    port: 0,
    fetch: (request): Response => {
      const { origin, pathname } = new URL(request.url);
      const path = decodeURIComponent(pathname).slice(1);
      const name = path.replace(/\/-\/.*$/, "");
      if (!name.startsWith("@oven/bun-")) return new Response("{}", { status: 404 });
      const tarball = tarballOf(name);
      if (path.endsWith(".tgz")) {
        downloads += 1;
        return new Response(tarball);
      }
      const integrity = `sha512-${new Bun.CryptoHasher("sha512").update(tarball).digest("base64")}`;
      const dist = { tarball: `${origin}/${name}/-/bun-${version}.tgz`, integrity };
      return Response.json({
        name,
        "dist-tags": { latest: version },
        versions: { [version]: { name, version, dist } },
      });
    },
  });
  return {
    url: server.url.href,
    downloads: () => downloads,
    [Symbol.asyncDispose]: () => server.stop(true),
  };
}

/** A tar archive (ustar) of executable files. */
function tar(files: Readonly<Record<string, string>>): Uint8Array<ArrayBuffer> {
  const blocks = Object.entries(files).flatMap(([name, text]) => {
    const content = Buffer.from(text);
    const header = Buffer.alloc(512);
    const octal = (value: number, width: number) => `${value.toString(8).padStart(width, "0")}\0`;
    header.write(name, 0);
    header.write(octal(0o755, 7) + octal(0, 7) + octal(0, 7), 100);
    header.write(octal(content.length, 11) + octal(0, 11), 124);
    header.write("        0", 148);
    header.write("ustar\0" + "00", 257);
    header.write(
      `${octal(
        header.reduce((sum, byte) => sum + byte, 0),
        6,
      )} `,
      148,
    );
    return [header, content, Buffer.alloc((512 - (content.length % 512)) % 512)];
  });
  return new Uint8Array(Buffer.concat([...blocks, Buffer.alloc(1024)]));
}
