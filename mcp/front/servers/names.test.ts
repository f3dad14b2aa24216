import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { giveNames } from "./names.ts";
import type { Named } from "./names.ts";

const none = () => false;

function shown(all: readonly Named[], prefix: "always" | "collision", reserved = none): string[] {
  return [...giveNames(all, { prefix, reserved })].map(
    ([name, each]) => `${name}=${each.server}.${each.name}`,
  );
}

const search = { server: "web", name: "search" };
const other = { server: "notes", name: "search" };
const add = { server: "notes", name: "add" };

describe("names of tools", () => {
  test("hold the server's name always, or where two would be the same", () => {
    expect(shown([search, add], "always")).toEqual([
      "web__search=web.search",
      "notes__add=notes.add",
    ]);
    expect(shown([search, other, add], "collision")).toEqual([
      "add=notes.add",
      "web__search=web.search",
      "notes__search=notes.search",
    ]);
  });

  test("of one server never stand for a tool of another", () => {
    const thief = { server: "bb", name: "web__search" };
    expect(shown([thief, search, { server: "bb", name: "search" }], "collision")).toEqual([
      "bb__web__search=bb.web__search",
      "web__search=web.search",
      "bb__search=bb.search",
    ]);
    expect(shown([thief], "collision")).toEqual(["bb__web__search=bb.web__search"]);
  });

  test("of ours are not given away", () => {
    const reserved = (name: string) => name === "search";
    expect(shown([search], "collision", reserved as never)).toEqual(["web__search=web.search"]);
  });

  test("that no client would take are cut, cleaned and told apart by a hash", () => {
    const long = { server: "web", name: "a".repeat(80) };
    const dotted = { server: "web", name: "a.b/c" };
    const names = [...giveNames([long, dotted], { prefix: "collision", reserved: none }).keys()];
    expect(names[0]).toMatch(/^web__a{50}_[0-9a-f]{8}$/);
    expect(names[1]).toMatch(/^web__a_b_c_[0-9a-f]{8}$/);
  });

  test("are different from each other when a joined name is another one's own", () => {
    const tricky = [
      { server: "a", name: "b__c" },
      { server: "a__b", name: "c" },
      { server: "x", name: "a__b__c" },
    ];
    expect(new Set(giveNames(tricky, { prefix: "always", reserved: none }).keys()).size).toBe(3);
    expect(new Set(giveNames(tricky, { prefix: "collision", reserved: none }).keys()).size).toBe(3);
  });

  test("fit every client, are all different, and depend on what there is and not on its order", () => {
    const word = fc.stringMatching(/^[a-zA-Z0-9_.-]{1,70}$/);
    const all = fc.uniqueArray(
      fc.record({ server: fc.stringMatching(/^[a-z]{1,8}$/), name: word }),
      {
        selector: ({ server, name }) => `${server} ${name}`,
        maxLength: 20,
      },
    );
    const prefix = fc.constantFrom("always" as const, "collision" as const);
    fc.assert(
      fc.property(all, prefix, fc.nat(), (tools, when, seed) => {
        const given = giveNames(tools, { prefix: when, reserved: none });
        expect([...given.values()].length).toBe(tools.length);
        for (const name of given.keys()) expect(name).toMatch(/^[a-zA-Z0-9_-]{1,64}$/);
        const turned = [...tools].sort((left, right) =>
          Bun.hash(left.name + left.server, seed) < Bun.hash(right.name + right.server, seed)
            ? -1
            : 1,
        );
        expect(shown(turned, when).toSorted()).toEqual(shown(tools, when).toSorted());
      }),
    );
  });
});
