import { describe, expect, test } from "bun:test";

import { statementsIn } from "./reply.ts";

const OAK = { text: "The floor is oak.", cite: [1] };

describe("what a model said becomes sentences", () => {
  test("as the JSON that was asked for, alone, in a fence or after a word", () => {
    const json = '{"sentences": [{"text": "The floor is oak.", "cite": [1]}]}';
    for (const reply of [json, `\`\`\`json\n${json}\n\`\`\``, `Sure: ${json}`])
      expect(statementsIn(reply)).toEqual([OAK]);
  });

  test("as far as JSON is whole that was cut off", () => {
    const cut = '{"sentences": [{"text": "The floor is oak.", "cite": [1]}, {"text": "The wa';
    expect(statementsIn(cut)).toEqual([OAK]);
    expect(statementsIn('{"sentences": [{"text": "The fl')).toBeNull();
  });

  test("as text with marks, before or after the full stop, in lists and lines", () => {
    expect(
      statementsIn("The floor is oak [1]. Lime on the walls. [2, 3]\n- Ines has cats [4]"),
    ).toEqual([
      OAK,
      { text: "Lime on the walls.", cite: [2, 3] },
      { text: "Ines has cats", cite: [4] },
    ]);
  });

  test("each by itself, also when a model puts several into one text", () => {
    const reply = { sentences: [{ text: "The floor is oak. The moon is cheese.", cite: [1] }] };
    expect(statementsIn(JSON.stringify(reply))).toEqual([
      OAK,
      { text: "The moon is cheese.", cite: [1] },
    ]);
  });

  test("titles, initials, versions and file names do not end one", () => {
    const text = "Dr. Weiß wrote plan.md with J. Moreau for v2.1 [1].";
    expect(statementsIn(text)).toEqual([
      { text: "Dr. Weiß wrote plan.md with J. Moreau for v2.1.", cite: [1] },
    ]);
  });

  test("with citations written as a number or a text, and none where they are anything else", () => {
    const sentences = [
      { text: "First of all.", cite: 2 },
      { text: "Second of all.", cite: ["[3]", "1"] },
      { text: "Third of all.", cite: { a: 1 } },
      { text: 7, cite: [1] },
      "Fourth [1]",
    ];
    expect(statementsIn(JSON.stringify({ sentences }))).toEqual([
      { text: "First of all.", cite: [2] },
      { text: "Second of all.", cite: [3, 1] },
    ]);
  });

  test("none at all is an answer; what has neither form is not", () => {
    expect(statementsIn('{"sentences": []}')).toEqual([]);
    for (const reply of ["", "I like oak.", "{}", '{"tool": "files_delete"}', "[[[{{{", "null"])
      expect(statementsIn(reply)).toBeNull();
  });
});
