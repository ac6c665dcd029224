// The pages as they lie in a folder, before a binary has them: served as the centre serves its own, with the rest
// handed on to the centre. So a journey can be made with new pages and a binary that is older.
import { randomBytes } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { type IncomingMessage, type Server, type ServerResponse, createServer, request } from "node:http";
import { extname, join } from "node:path";
import { gzipSync } from "node:zlib";

const MEDIA: Record<string, string> = { ".html": "text/html; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".css": "text/css; charset=utf-8", ".svg": "image/svg+xml" };

function page(folder: string, answer: ServerResponse) {
  const nonce = randomBytes(32).toString("hex");
  const policy =
    `default-src 'none'; script-src 'self'; style-src 'self' 'nonce-${nonce}'; img-src 'self' data: blob:; ` +
    "connect-src 'self'; frame-src 'self' blob:; form-action 'self'; frame-ancestors 'none'; base-uri 'none'";
  answer.writeHead(200, { "content-type": MEDIA[".html"], "cache-control": "no-store", "content-security-policy": policy });
  answer.end(readFileSync(join(folder, "index.html"), "utf8").replaceAll("__CORDON_NONCE__", nonce));
}

function file(folder: string, name: string, answer: ServerResponse) {
  const place = join(folder, name);
  if (!/^[\w./-]+$/.test(name) || name.includes("..") || !existsSync(place) || name === "" || name.endsWith("/")) {
    if (!name.startsWith("assets/")) return page(folder, answer);
    answer.writeHead(404);
    return answer.end();
  }
  const kept = name.startsWith("assets/") ? "public, max-age=31536000, immutable" : "no-cache";
  answer.writeHead(200, { "content-type": MEDIA[extname(name)] ?? "application/octet-stream", "cache-control": kept, "content-encoding": "gzip" });
  return answer.end(gzipSync(readFileSync(place)));
}

function handOn(centre: string, asked: IncomingMessage, answer: ServerResponse) {
  const far = request(new URL(asked.url ?? "/", centre), { method: asked.method, headers: asked.headers }, (told) => {
    answer.writeHead(told.statusCode ?? 502, told.headers);
    told.pipe(answer);
  });
  far.on("error", () => answer.destroy());
  answer.on("close", () => far.destroy());
  asked.pipe(far);
}

export async function front(folder: string, centre: string): Promise<{ base: string; server: Server }> {
  const server = createServer((asked, answer) => {
    const path = new URL(asked.url ?? "/", centre).pathname;
    if (path.startsWith("/workbench/")) file(folder, decodeURIComponent(path.slice("/workbench/".length)), answer);
    else handOn(centre, asked, answer);
  });
  await new Promise<void>((go) => server.listen(0, "127.0.0.1", go));
  const address = server.address();
  return { base: `http://127.0.0.1:${typeof address === "object" ? address?.port : 0}`, server };
}
