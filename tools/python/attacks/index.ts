export { corpus } from "./corpus.ts";
export {
  type Configuration,
  EVERYTHING,
  type Played,
  playConfiguration,
  SEAL_ALONE,
  STOCK,
  SYSTEM_ALONE,
} from "./configurations.ts";
