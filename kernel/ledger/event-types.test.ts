import { expect, test } from "bun:test";
import { z } from "zod";

import { defineEventType, kernelEventTypes } from "../vocabulary.ts";
import { EventTypes, type Upcaster } from "./event-types.ts";

const trail =
  (to: number): Upcaster =>
  (data) => ({ trail: `${data["trail"]}>${to}` });

function typeOf(version: number, upcasters: Record<number, Upcaster>) {
  return defineEventType({ type: "test.moved", schema: z.looseObject({}), version, upcasters });
}

test("a payload is lifted one version at a time, from the one it was written with", () => {
  const types = new EventTypes([typeOf(4, { 1: trail(2), 2: trail(3), 3: trail(4) })]);
  const lift = (version: number) => types.upcast("test.moved", version, { trail: "" });
  expect(lift(1)).toEqual({ version: 4, data: { trail: ">2>3>4" } });
  expect(lift(3)).toEqual({ version: 4, data: { trail: ">4" } });
  expect(lift(4)).toEqual({ version: 4, data: { trail: "" } });
});

test("where no upcaster leads on, and past the known version, it stays what it is", () => {
  const types = new EventTypes([typeOf(3, { 2: trail(3) })]);
  const lift = (type: string, version: number) => types.upcast(type, version, { trail: "" });
  expect(lift("test.moved", 1)).toEqual({ version: 1, data: { trail: "" } });
  expect(lift("test.moved", 9)).toEqual({ version: 9, data: { trail: "" } });
  expect(lift("test.unheard", 1)).toEqual({ version: 1, data: { trail: "" } });
});

test("a type is registered once", () => {
  const types = new EventTypes(kernelEventTypes());
  expect(() => types.register(kernelEventTypes()[0]!)).toThrow("registered twice");
});
