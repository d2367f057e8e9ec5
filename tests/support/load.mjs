// node tests/support/load.mjs STATE SQL_FILE
//
// Runs a file of SQL on the database of the local server, which must not be running. The same by
// wrangler takes a minute for a megabyte, because it looks at every character.

import { join } from "node:path";
import { Miniflare } from "miniflare";
import { configured, run } from "./server.mjs";

const [state, file] = process.argv.slice(2);
const miniflare = new Miniflare({
  modules: true,
  script: "export default {}",
  d1Databases: { DB: configured("database_id") },
  d1Persist: join(state, "v3/d1"),
});
await run(await miniflare.getD1Database("DB"), file);
await miniflare.dispose();
