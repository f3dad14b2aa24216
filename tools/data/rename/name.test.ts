import { describe, expect, test } from "bun:test";
import { parseRenaming, renameSegment, renameTag } from "./name.ts";

describe("names as people write them", () => {
  test("with quotes, brackets, white space or .md", () => {
    for (const from of [
      '"Blue Bird"',
      "'Blue Bird'",
      "“Blue Bird”",
      "„Blue Bird“",
      "[[Blue Bird]]",
    ])
      expect(parseRenaming(from, " Kestrel.md ")).toEqual({
        from: "Blue Bird",
        to: "Kestrel",
        scope: "name",
      });
    expect(parseRenaming("Ines' plan", "'t Hof").from).toBe("Ines' plan");
  });

  test("with # for a tag alone, also with the word before it", () => {
    expect(parseRenaming("#wip", "#active")).toEqual({ from: "wip", to: "active", scope: "tag" });
    expect(parseRenaming('tag "#wip"'.replaceAll('"', ""), "active").scope).toBe("tag");
    expect(() => parseRenaming("wip", "#active")).toThrow(/^to: .*#wip/);
    expect(() => parseRenaming("#wip", "#two words")).toThrow(/^to: "#two words" is not a tag/);
    expect(() => parseRenaming("#wip", "#2026")).toThrow(/^to: /);
  });

  test("are refused with the reason when no file can be called so", () => {
    for (const name of ["", " ", "a/b", "a\\b", "a:b", "a^b", "a[b", "a]b", "a|b", "a#b", ".a"])
      expect(() => parseRenaming("a", name)).toThrow(/^to: /);
    for (const name of ["a\u0000b", "a\nb", "\u2028", "é".repeat(121)])
      expect(() => parseRenaming("a", name)).toThrow(/^to: /);
    expect(() => parseRenaming("a/b", "c")).toThrow(/^from: .*without a folder/);
    expect(() => parseRenaming("a", "a")).toThrow(/^to: "a" is the name it already has/);
    expect(parseRenaming("a", "A").to).toBe("A");
  });
});

describe("a tag keeps its style", () => {
  const styles = (from: string, to: string, ...tags: string[]) =>
    tags.map((tag) => renameSegment(tag, from, to));

  test("of letter case", () => {
    expect(styles("Bluebird", "Kestrel", "bluebird", "Bluebird", "BLUEBIRD", "BlueBird")).toEqual([
      "kestrel",
      "Kestrel",
      "KESTREL",
      "Kestrel",
    ]);
  });

  test("of joining words", () => {
    const tags = ["blue-bird", "blue_bird", "BlueBird", "bluebird", "blueBird", "Blue-Bird"];
    expect(styles("Blue Bird", "Red Kite", ...tags, "Blue-bird", "BLUE_BIRD")).toEqual([
      "red-kite",
      "red_kite",
      "RedKite",
      "redkite",
      "redKite",
      "Red-Kite",
      "Red-kite",
      "RED_KITE",
    ]);
  });

  test("when one word becomes two, and two become one", () => {
    expect(styles("Bluebird", "Red Kite", "bluebird", "Bluebird", "BLUEBIRD")).toEqual([
      "red-kite",
      "RedKite",
      "RED-KITE",
    ]);
    expect(styles("Blue Bird", "Kestrel", "blue-bird", "BlueBird")).toEqual(["kestrel", "Kestrel"]);
  });

  test("with letters of any script and pictures, without other marks", () => {
    expect(styles("R&D", "Låb 🐦", "r-d", "rd")).toEqual(["låb-🐦", "låb🐦"]);
    expect(styles("Über", "Élan", "über")).toEqual(["élan"]);
  });

  test("and longer tags stay", () => {
    expect(styles("Bluebird", "K", "bluebirds", "bluebird-annex", "my-bluebird", "blue")).toEqual(
      Array.from({ length: 4 }),
    );
    expect(styles("!!!", "K", "a")).toEqual([undefined]);
  });
});

describe("a nested tag", () => {
  test("changes in every part that is the name", () => {
    const name = parseRenaming("Bluebird", "Kestrel");
    expect(renameTag("area/Bluebird/urgent", name)).toBe("area/Kestrel/urgent");
    expect(renameTag("bluebird/bluebird", name)).toBe("kestrel/kestrel");
    expect(renameTag("area/bluebirds", name)).toBeUndefined();
  });

  test("changes only from its top when the tag alone is renamed", () => {
    const tag = parseRenaming("#area/wip", "#done");
    expect(renameTag("Area/WIP/x", tag)).toBe("done/x");
    expect(renameTag("area/wip", tag)).toBe("done");
    expect(renameTag("my/area/wip", tag)).toBeUndefined();
    expect(renameTag("area/wips", tag)).toBeUndefined();
  });

  test("is refused when digits alone would be left", () => {
    expect(() => renameTag("bluebird", parseRenaming("Bluebird", "2026"))).toThrow(/^to: "2026"/);
    expect(renameTag("year/bluebird", parseRenaming("Bluebird", "2026"))).toBe("year/2026");
  });
});
