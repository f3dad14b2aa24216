import { expect, test } from "bun:test";
import { z } from "zod";

import { openHouse } from "../../../bench/support/kernel.ts";
import { isObject, type JsonObject, type JsonValue } from "../../../kernel/json.ts";
import { planSchema } from "../../../plugins/plans/schema.ts";
import { PLAN_EXAMPLE, PLAN_FORM } from "./plan-form.ts";

type Fields = { readonly [name: string]: Fields };

/** The names of fields, all the way down, without how each is judged. */
function fieldsOf(schema: JsonValue | undefined): Fields {
  if (!isObject(schema)) return {};
  const { properties, items, anyOf, oneOf } = schema;
  const alternatives = (anyOf ?? oneOf ?? []) as readonly JsonValue[];
  const inner = [items, ...alternatives].flatMap((one) => Object.entries(fieldsOf(one)));
  const own = isObject(properties)
    ? Object.entries(properties).map(([name, one]) => [name, fieldsOf(one)] as const)
    : [];
  return Object.fromEntries([...inner, ...own]);
}

test("the form that callers are shown has the fields that the checker knows, and no other", () => {
  const made = z.toJSONSchema(planSchema, { io: "input", unrepresentable: "any" }) as JsonObject;
  const checked = fieldsOf(made) as { steps: { do: Fields } };
  const shown = fieldsOf(PLAN_FORM) as { steps: { do: Fields } };
  expect(Object.keys(shown).toSorted()).toEqual(Object.keys(checked).toSorted());
  expect(Object.keys(shown.steps).toSorted()).toEqual(Object.keys(checked.steps).toSorted());
  expect(Object.keys(shown.steps.do).toSorted()).toEqual(Object.keys(checked.steps.do).toSorted());
  for (const kind of ["tool", "ask", "run"])
    expect(Object.keys(shown.steps.do[kind]!).toSorted()).toEqual(
      Object.keys(checked.steps.do[kind]!).toSorted(),
    );
});

test("the example that callers are shown runs, and is proved", async () => {
  await using house = await openHouse();
  await Bun.write(`${house.dir}/draft.md`, "a draft\n");
  const report = await house.run(PLAN_EXAMPLE, { yes: true });
  expect(report).toMatchObject({ outcome: "done", answer: "copied to copy.md" });
  expect(await Bun.file(`${house.dir}/copy.md`).text()).toBe("a draft\n");
});
