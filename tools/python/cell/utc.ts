import type { Replacements } from "./seal.ts";

type ToFields = (seconds: bigint, fields: number) => void;
type FromFields = (fields: number) => bigint;

/** Of `struct tm`. */
const IS_SUMMER_TIME = 32;
const SECONDS_EAST = 36;
const NAME = new TextEncoder().encode("UTC\0");

/** Local time is UTC, whatever the host's is. */
export function utcCalendar(view: () => DataView): Replacements {
  return {
    _localtime_js: (_original, table) => {
      const toFields = table._gmtime_js as ToFields;
      return (seconds: bigint, fields: number) => {
        toFields(seconds, fields);
        view().setInt32((fields >>> 0) + IS_SUMMER_TIME, 0, true);
        view().setInt32((fields >>> 0) + SECONDS_EAST, 0, true);
      };
    },
    _mktime_js: (_original, table) => {
      const toFields = table._gmtime_js as ToFields;
      const fromFields = table._timegm_js as FromFields;
      return (fields: number) => {
        const seconds = fromFields(fields);
        toFields(seconds, fields);
        view().setInt32((fields >>> 0) + IS_SUMMER_TIME, 0, true);
        return seconds;
      };
    },
    _tzset_js: () => (offset: number, isSummerTime: number, name: number, summerName: number) => {
      view().setUint32(offset >>> 0, 0, true);
      view().setInt32(isSummerTime >>> 0, 0, true);
      for (const [index, byte] of NAME.entries()) {
        view().setUint8((name >>> 0) + index, byte);
        view().setUint8((summerName >>> 0) + index, byte);
      }
    },
  };
}
