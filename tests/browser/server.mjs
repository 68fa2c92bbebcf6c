// Serves the built book on 127.0.0.1, for the browser in these tests only.

import { createServer } from "node:http";
import { readFile } from "node:fs/promises";
import { extname, join, normalize } from "node:path";
import { gzipSync } from "node:zlib";

const TYPES = {
  ".html": "text/html; charset=utf-8", ".js": "text/javascript", ".css": "text/css",
  ".svg": "image/svg+xml", ".json": "application/json", ".woff2": "font/woff2", ".png": "image/png",
};

/** @returns {Promise<{address: string, close: () => void}>} */
export async function serve(folder) {
  const server = createServer(async (request, response) => {
    const path = normalize(decodeURIComponent(new URL(request.url, "http://x").pathname));
    try {
      const body = await readFile(join(folder, path));
      const type = TYPES[extname(path)] ?? "application/octet-stream";
      // Text is compressed, as by any server that would hold the book.
      if (/^(text|image.svg|application.json)/.test(type)) {
        response.writeHead(200, { "content-type": type, "content-encoding": "gzip" });
        response.end(gzipSync(body));
      } else {
        response.writeHead(200, { "content-type": type }).end(body);
      }
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { address: `http://127.0.0.1:${server.address().port}`, close: () => server.close() };
}
