import { describe, expect, test } from "bun:test";
import fc from "fast-check";

import { parseDay } from "./dates.ts";
import { readSlots, slotValue } from "./slots.ts";

/** Late in the evening, local time: where UTC may be on the next day already. */
const NOW = new Date(2026, 10, 20, 23, 30).getTime();

describe("a day", () => {
  test("is understood as people write it", () => {
    const forms = [
      "2026-11-20",
      "20 November 2026",
      "20th Nov 2026",
      "20th of november, 2026",
      "November 20, 2026",
      "nov 20th 2026",
      "20.11.2026",
      "Today",
    ];
    for (const form of forms) expect([form, parseDay(form, NOW)]).toEqual([form, "2026-11-20"]);
    expect(parseDay("yesterday", NOW)).toBe("2026-11-19");
    expect(parseDay("tomorrow", NOW)).toBe("2026-11-21");
  });

  test("around the end of a year and in a leap year", () => {
    expect(parseDay("tomorrow", new Date(2026, 11, 31, 12).getTime())).toBe("2027-01-01");
    expect(parseDay("29 February 2028", NOW)).toBe("2028-02-29");
  });

  test("that no calendar has is none", () => {
    for (const form of [
      "2026-02-30",
      "31.11.2026",
      "29 February 2026",
      "0 May 2026",
      "13 Foo 2026",
    ])
      expect(parseDay(form, NOW)).toBeNull();
    for (const form of ["2026-13-01", "20.11.26", "soon", "", "ma 3 2026"])
      expect(parseDay(form, NOW)).toBeNull();
  });

  test("each one of the calendar is read back from each form", () => {
    const day = fc.date({
      min: new Date(Date.UTC(1, 0, 1)),
      max: new Date(Date.UTC(9999, 0, 1)),
      noInvalidDate: true,
    });
    fc.assert(
      fc.property(day, (date) => {
        const iso = date.toISOString().slice(0, 10);
        const [year, month, on] = iso.split("-") as [string, string, string];
        const name = date.toLocaleString("en", { month: "long", timeZone: "UTC" });
        for (const form of [iso, `${on}.${month}.${year}`, `${+on} ${name} ${year}`])
          expect(parseDay(form, NOW)).toBe(iso);
      }),
    );
  });
});

test("values have the type of their slot", () => {
  expect(slotValue("number", "12", NOW)).toBe(12);
  expect(slotValue("number", "-1.5e3", NOW)).toBe(-1500);
  expect(slotValue("number", "0x1", NOW)).toBeNull();
  expect(slotValue("number", "1e999", NOW)).toBeNull();
  expect(slotValue("tag", "#area/wip", NOW)).toBe("area/wip");
  expect(slotValue("tag", "two words", NOW)).toBeNull();
  expect(slotValue("path", "a b/c.md", NOW)).toBe("a b/c.md");
  expect(slotValue("path", "a\0b", NOW)).toBeNull();
  expect(slotValue("name", "x".repeat(201), NOW)).toBeNull();
  expect(slotValue("text", "anything", NOW)).toBe("anything");
});

test("a wrong value is refused in the slot's name, a default stands in for a missing one", () => {
  const slots = { day: { type: "date", default: "today" }, many: { type: "number" } } as const;
  expect(readSlots("s", slots, { many: "3" }, NOW)).toEqual({ day: "2026-11-20", many: 3 });
  expect(() => readSlots("s", slots, { day: "soon", many: "3" }, NOW)).toThrow(
    'the day "soon" is not a day such as 2026-11-20',
  );
});
