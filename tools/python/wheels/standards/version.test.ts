import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { fits, isPinned, parseSpecifiers, wantsPreReleases } from "./specifiers.ts";
import { compareVersions, formatVersion, parseVersion, type Version } from "./version.ts";

/** In their order, after the examples of PEP 440. */
const ASCENDING = [
  "1.0.dev456",
  "1.0a1",
  "1.0a2.dev456",
  "1.0a12.dev456",
  "1.0a12",
  "1.0b1.dev456",
  "1.0b2",
  "1.0b2.post345.dev456",
  "1.0b2.post345",
  "1.0rc1.dev456",
  "1.0rc1",
  "1.0",
  "1.0+abc.5",
  "1.0+abc.7",
  "1.0+5",
  "1.0.post456.dev34",
  "1.0.post456",
  "1.0.15",
  "1.1.dev1",
  "1!0.1",
];

/** As written, and in the normal form of PEP 440. */
const NORMAL = [
  ["1.1RC1", "1.1rc1"],
  ["1.1.a1", "1.1a1"],
  ["1.1-a.1", "1.1a1"],
  ["1.1alpha1", "1.1a1"],
  ["1.1preview", "1.1rc0"],
  ["1.2a", "1.2a0"],
  ["1.2-post2", "1.2.post2"],
  ["1.2.r4", "1.2.post4"],
  ["1.0-1", "1.0.post1"],
  ["1.2-dev2", "1.2.dev2"],
  ["1.0+ubuntu-1", "1.0+ubuntu.1"],
  ["v1.0", "1.0"],
  ["0!1.0", "1.0"],
  ["00.0900", "0.900"],
  [" 1.0\n", "1.0"],
] as const;

const version = fc
  .tuple(
    fc.constantFrom("", "1!"),
    fc.array(fc.nat(20), { minLength: 1, maxLength: 4 }),
    fc.constantFrom("", "a1", "b2", "rc3"),
    fc.constantFrom("", ".post0", ".post2"),
    fc.constantFrom("", ".dev0", ".dev4"),
    fc.constantFrom("", "+abc", "+1.x"),
  )
  .map(([epoch, release, ...rest]) => epoch + release.join(".") + rest.join(""));

function read(text: string): Version {
  const parsed = parseVersion(text);
  if (parsed === null) throw new Error(`${text} is no version`);
  return parsed;
}

function accepts(specifiers: string, text: string): boolean {
  const parsed = parseSpecifiers(specifiers);
  if (parsed === null) throw new Error(`${specifiers} is no specifier`);
  return fits(parsed, read(text));
}

describe("versions", () => {
  test("are ordered as PEP 440 orders them", () => {
    const sorted = ASCENDING.toReversed().toSorted((left, right) =>
      compareVersions(read(left), read(right)),
    );
    expect(sorted).toEqual(ASCENDING);
  });

  test("have one normal form", () => {
    expect(NORMAL.map(([text]) => formatVersion(read(text)))).toEqual(
      NORMAL.map(([, normal]) => normal),
    );
  });

  test("that end in zeros are the same version", () => {
    expect(compareVersions(read("1"), read("1.0.0"))).toBe(0);
  });

  test("that are none are refused", () => {
    const none = ["", "a", "1..2", "1.0+", "1.0-x", "1!", "1.0 b", "1.0+a+b", "1".repeat(300)];
    expect(none.filter((text) => parseVersion(text) !== null)).toEqual([]);
  });

  test("come back from their normal form as they were, and compare the same way round and back", () => {
    fc.assert(
      fc.property(version, version, (left, right) => {
        expect(formatVersion(read(formatVersion(read(left))))).toBe(formatVersion(read(left)));
        const there = Math.sign(compareVersions(read(left), read(right)));
        expect(there + Math.sign(compareVersions(read(right), read(left)))).toBe(0);
      }),
    );
  });

  test("are ordered without a circle", () => {
    fc.assert(
      fc.property(version, version, version, (...texts) => {
        const [first, second, third] = texts.map(read).toSorted(compareVersions) as [
          Version,
          Version,
          Version,
        ];
        expect(compareVersions(first, second)).toBeLessThanOrEqual(0);
        expect(compareVersions(second, third)).toBeLessThanOrEqual(0);
        expect(compareVersions(first, third)).toBeLessThanOrEqual(0);
      }),
    );
  });
});

/** specifiers, version, whether it fits: the rules and examples of PEP 440. */
const FITS = [
  ["~=2.2", "2.9", true],
  ["~=2.2", "3.0", false],
  ["~=1.4.5", "1.4.9", true],
  ["~=1.4.5", "1.5", false],
  ["~=2.2.post3", "2.3", true],
  ["~=2.2.post3", "2.2.post2", false],
  ["==1.1", "1.1.post1", false],
  ["==1.1", "1.1+local", true],
  ["==1.1+local", "1.1", false],
  ["==1.1.*", "1.1.post1", true],
  ["==1.1.*", "1.1a1", true],
  ["==1.1", "1.1.0", true],
  ["!=1.1.*", "1.1.2", false],
  ["!=1.1", "1.1.post1", true],
  [">=1.0", "1.0+abc", true],
  ["<=1.0", "1.0+abc", true],
  [">1.7", "1.7.1", true],
  [">1.7", "1.7.0.post1", false],
  [">1.7.post2", "1.7.post3", true],
  [">1.7", "1.7+local", false],
  ["<3.0", "3.0rc1", false],
  ["<3.0rc2", "3.0rc1", true],
  ["<1!0", "2026.1", true],
  ["===1.0", "1.0.0", false],
  [">=1.0,<2,!=1.5", "1.4", true],
  [">=1.0,<2,!=1.5", "1.5", false],
  ["", "0.1", true],
] as const;

describe("specifiers", () => {
  test("take what PEP 440 says they take", () => {
    const wrong = FITS.filter(([specifiers, text, yes]) => accepts(specifiers, text) !== yes);
    expect(wrong).toEqual([]);
  });

  test("that are none are refused", () => {
    const none = ["1.0", ">1.0.*", "~=1", "==1.0.dev1.*", ">=", "=>1", ">=1 2", ">=1.0+local"];
    expect(none.filter((text) => parseSpecifiers(text) !== null)).toEqual([]);
  });

  test("say whether they ask for pre-releases or for one exact version", () => {
    const asks = (text: string) => {
      const parsed = parseSpecifiers(text) ?? [];
      return [wantsPreReleases(parsed), isPinned(parsed)];
    };
    expect([asks(">=1.0rc1"), asks("!=1.0rc1"), asks("==1.0"), asks("==1.*")]).toEqual([
      [true, false],
      [false, false],
      [false, true],
      [false, false],
    ]);
  });

  test("a version fits its own ==, >= and <=, and never its own != or >", () => {
    fc.assert(
      fc.property(version, (text) => {
        const own = formatVersion(read(text)).split("+")[0] ?? "";
        expect(["==", ">=", "<=", "!=", ">"].map((sign) => accepts(sign + own, text))).toEqual([
          true,
          true,
          true,
          false,
          false,
        ]);
      }),
    );
  });
});
