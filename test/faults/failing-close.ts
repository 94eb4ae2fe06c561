/** Preloaded into a server: closing a database fails, as when its last bytes can't be written. */
import { Database } from "bun:sqlite";

Database.prototype.close = () => {
  throw new Error("the disk is gone");
};
