import { unavailable } from "../../kernel/error.ts";
import type { Services } from "../../kernel/run/context.ts";
import type { Driver } from "../contracts/driver.ts";

export function driverOf({ provided }: Pick<Services, "provided">, name: string): Driver {
  const driver = provided<Driver>("driver").get(name);
  if (driver) return driver;
  throw unavailable(`the driver "${name}" is not there`, "glassbox doctor names what failed");
}
