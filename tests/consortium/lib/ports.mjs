// Ports on loopback for processes that must know each other's before they start.
import {createServer} from "node:net";

const free = (port) => new Promise((resolve) => {
  const server = createServer();
  server.once("error", () => resolve(false));
  server.listen(port, "127.0.0.1", () => server.close(() => resolve(true)));
});

/** First of `count` ports in a row that nobody uses now; below the range from which the system gives ports by itself. */
export async function freePorts(count) {
  for (let attempt = 0; attempt < 200; ++attempt) {
    const base = 10_000 + 10 * Math.floor(Math.random() * 2_000);
    let good = true;
    for (let port = base; good && port < base + count; ++port) good = await free(port);
    if (good) return base;
  }
  throw new Error(`no ${count} free ports in a row`);
}
