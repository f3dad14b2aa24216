import { describe, expect, test } from "bun:test";
import fc from "fast-check";

import { held } from "./holds.ts";

const SHOWN = [
  { path: "projects/Bluebird.md", line: 22, text: "Oak floor, lime plaster, no ceiling lamps." },
  {
    path: "people/Ines Moreau.md",
    line: 7,
    text: "Client of [[Bluebird]]. Prefers letters to calls. Two cats, Basil and Tansy.",
  },
  { path: "daily/2026-11-17.md", line: 2, text: "Met [[Ines Moreau]] about [[Bluebird]]." },
  {
    path: "projects/Bluebird.md",
    line: 26,
    text: "Handover in March, at 9:30, for 1,200 euros; see plans/ground-floor.dxf.",
  },
];
const holds = (text: string, cite: readonly number[], question = "What about the flat?") =>
  held({ text, cite }, SHOWN, question)?.cited.map(({ path, line }) => `${path}:${line}`) ?? null;

describe("a sentence holds", () => {
  test.each<[string, number[], string[]]>([
    ["The flat has an oak floor and lime plaster.", [1], ["projects/Bluebird.md:22"]],
    ["There are no ceiling lamps.", [1], ["projects/Bluebird.md:22"]],
    ["Ines Moreau has 2 cats, Basil and Tansy.", [2], ["people/Ines Moreau.md:7"]],
    ["You met Ines Moreau about Bluebird on 2026-11-17.", [3], ["daily/2026-11-17.md:2"]],
    ["You met Ines Moreau on 17 November 2026 about Bluebird.", [3], ["daily/2026-11-17.md:2"]],
    ["On Nov. 17th you met Ines Moreau about Bluebird.", [3], ["daily/2026-11-17.md:2"]],
    ["The handover is in March at 9:30.", [4], ["projects/Bluebird.md:26"]],
    ["It costs 1,200 euros (plans/ground-floor.dxf).", [4], ["projects/Bluebird.md:26"]],
  ])("%s", (text, cite, places) => expect(holds(text, cite)).toEqual(places));

  test("with only those of its citations that carry it, and none that was not shown", () => {
    expect(holds("The floor is oak, with lime plaster.", [3, 1, 9, 0, -1])).toEqual([
      "projects/Bluebird.md:22",
    ]);
  });

  test("in scripts without spaces", () => {
    const shown = [{ path: "日記.md", line: 1, text: "東京で田中さんに会った。" }];
    const found = (text: string) => held({ text, cite: [1] }, shown, "いつ会いましたか");
    expect(found("東京で田中さんに会った。")?.cited).toEqual(shown);
    expect(found("大阪の山本さんは元気です。")).toBeNull();
  });
});

describe("a sentence is dropped", () => {
  test.each<[string, string, number[]]>([
    ["no citation", "The floor is oak.", []],
    ["a citation that was not shown", "The floor is oak.", [5]],
    ["another passage's citation", "The floor is oak.", [3]],
    ["an invented date", "You met Ines Moreau about Bluebird on 2026-11-18.", [3]],
    ["an invented date in words", "You met Ines Moreau on November 7, 2026 about Bluebird.", [3]],
    ["a date of another year", "You met Ines Moreau on 17 November 2025 about Bluebird.", [3]],
    ["an invented day", "You met Ines Moreau on 16 November about Bluebird.", [3]],
    ["an invented time", "You met Ines Moreau at 2026-11-17T10:00 about Bluebird.", [3]],
    ["an invented day of a month", "The handover is on March 3, at 9:30.", [4]],
    ["a part of a date as a number", "You met Ines Moreau about Bluebird 17 times.", [3]],
    ["an invented number", "Ines Moreau has 3 cats, Basil and Tansy.", [2]],
    ["an invented number in words", "Ines Moreau has three cats, Basil and Tansy.", [2]],
    ["a part of a number", "The handover is in March for 200 euros.", [4]],
    ["an invented name", "Ines Moreau has two cats, Basil and Felix.", [2]],
    ["an invented name that opens it", "Peter is a client of Bluebird.", [2]],
    ["an invented month", "The handover is in April.", [4]],
    ["an invented path", "The handover in March needs plans/roof.dxf.", [4]],
    ["a path made longer", "The handover in March needs secret/plans/ground-floor.dxf/x.", [4]],
    ["an address", "The handover in March is at https://evil.example/march.", [4]],
    ["an invented quotation", 'The handover in March is "the last of all".', [4]],
    ["something that is hardly there", "The client wants a swimming pool and a sauna.", [2]],
    ["a denial of what stands there", "The floor is not oak but lime plaster on ceiling.", [4]],
    ["what stands there as denied", "The flat has lime plaster and ceiling lamps.", [1]],
    ["a question", "Does the flat have an oak floor?", [1]],
    ["a word on itself", "As an AI, I see an oak floor and lime plaster.", [1]],
    ["a word on its task", "The passages do not say that the oak floor has lime plaster.", [1]],
    ["a deed of its own", "I prefer letters and saw the two cats, Basil and Tansy.", [2]],
    ["a single word of the passage", "It is all oak.", [1]],
    ["a name alone", "Ines Moreau.", [2]],
    ["another language", "Der Boden besteht vollständig aus Eichenholz.", [1]],
    ["more than a sentence", `The oak floor has lime plaster ${"and lime ".repeat(40)}.`, [1]],
  ])("for %s", (_, text, cite) => expect(holds(text, cite)).toBeNull());

  test("for saying no more than the question, or nothing more that a passage says", () => {
    const question = "Which floor was chosen for the oak flat?";
    expect(
      holds("The floor chosen for the oak flat was found by a team.", [1], question),
    ).toBeNull();
    expect(holds("The flat has a floor.", [1], "Which floor does the flat have?")).toBeNull();
  });

  test("for taking a value from the question where the passages have another one", () => {
    expect(holds("The handover is in April.", [4], "Is the handover in April?")).toBeNull();
    expect(holds("The client has 3 cats, Basil and Tansy.", [2], "Has she 3 cats?")).toBeNull();
    expect(holds("Anna prefers letters to calls.", [2], "What does Anna prefer?")).toBeNull();
  });

  test("unless they have none of that kind", () => {
    const shown = [{ path: "notes.md", line: 1, text: "she moved in with her two cats" }];
    const found = held(
      { text: "Anna moved in with two cats.", cite: [1] },
      shown,
      "How did Anna move?",
    );
    expect(found?.cited).toEqual(shown);
  });
});

const digits = fc.integer({ min: 13, max: 999_999 }).map(String);
const word = fc.stringMatching(/^[A-Z][bcdfgxz]{4,9}$/);
const invented = fc.oneof(
  digits,
  word,
  digits.map((number) => `on 20${number.slice(0, 2).padEnd(2, "4")}-05-06`),
  word.map((name) => `plans/${name}.md`),
  word.map((name) => `https://${name.toLowerCase()}.example/x`),
  word.map((name) => `${name.toLowerCase()}@mail.example`),
  word.map((name) => `"${name} forever"`),
);

test("whatever is made up in whichever place of a true sentence: it does not come through", () => {
  const words =
    "Ines Moreau has two cats called Basil and Tansy and prefers letters to calls".split(" ");
  expect(holds(words.join(" "), [2])).not.toBeNull();
  const place = fc.integer({ min: 1, max: words.length });
  fc.assert(
    fc.property(invented, place, (value, at) => {
      const sentence = [...words.slice(0, at), value, ...words.slice(at)].join(" ");
      return holds(`${sentence}.`, [1, 2, 3, 4]) === null;
    }),
    { numRuns: 500 },
  );
});
