/** A run that may stand for another text, and how it is read. Each begins where its alphabet begins, so that looking is linear. */
const forms: readonly {
  readonly find: RegExp;
  readonly decode: (run: string) => string;
}[] = [
  {
    find: /(?<![A-Za-z0-9+/_-])[A-Za-z0-9+/_-]{24,}={0,2}/g,
    decode: (run) =>
      Buffer.from(run.replaceAll("-", "+").replaceAll("_", "/"), "base64").toString(),
  },
  {
    find: /(?<![0-9A-Fa-f])(?:[0-9A-Fa-f]{2}){20,}(?![0-9A-Fa-f])/g,
    decode: (run) => Buffer.from(run, "hex").toString(),
  },
  {
    find: /(?:&#x?[0-9A-Fa-f]{1,6};){6,}/g,
    decode: (run) =>
      run.replace(/&#(x?)([0-9A-Fa-f]+);/g, (_, hex: string, code: string) =>
        pointOf(Number.parseInt(code, hex === "" ? 10 : 16)),
      ),
  },
  {
    find: /(?:\\(?:u[0-9A-Fa-f]{4}|x[0-9A-Fa-f]{2})){6,}/g,
    decode: (run) =>
      run.replace(/\\[ux]([0-9A-Fa-f]+)/g, (_, code: string) => pointOf(Number.parseInt(code, 16))),
  },
  {
    find: /(?<![\w.~%-])(?:[\w.~-]*%[0-9A-Fa-f]{2}){4,}[\w.~-]*/g,
    decode: (run) =>
      run.replace(/%([0-9A-Fa-f]{2})/g, (_, code: string) => pointOf(Number.parseInt(code, 16))),
  },
];

/** The texts that are written in a text in another form: sentences, and commands. */
export function decodedIn(text: string): string[] {
  return forms.flatMap(({ find, decode }) =>
    [...text.matchAll(find)].map(([run]) => decode(run)).filter(isText),
  );
}

const fewestWords = 2;

function isText(text: string): boolean {
  const words = text.match(/\p{L}{2,}/gu)?.length ?? 0;
  const strange = text.match(/[^\p{L}\p{N}\s\p{P}|<>=+&$~^]/gu)?.length ?? 0;
  return words >= fewestWords && strange * 20 < text.length && text.includes(" ");
}

function pointOf(code: number): string {
  return code <= 0x10ffff ? String.fromCodePoint(code) : "\ufffd";
}
