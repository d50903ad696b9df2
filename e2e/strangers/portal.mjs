// A portal for other people's clients, without the app of this project.
import { spawn } from "node:child_process";
import path from "node:path";
import { fileURLToPath } from "node:url";

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../..");
const programs = process.env.SVODKA_PROGRAMS ?? path.join(root, "target/debug");

/** Keys of the app the portal knows. */
export const KEYS = { client_id: "app.stranger", client_secret: "stranger-secret" };

/**
 * Starts a portal on free ports and waits for the line it prints when it is ready.
 *
 * @param {string[]} options beside the addresses and keys
 */
export async function startPortal(options) {
  const child = spawn(
    path.join(programs, "svodka-portal"),
    ["--listen", "127.0.0.1:0", "--oauth-listen", "127.0.0.1:0", "--app-id", KEYS.client_id, "--app-secret", KEYS.client_secret, ...options],
    { stdio: ["ignore", "pipe", "inherit"] },
  );
  const end = () => child.kill("SIGKILL");
  process.once("exit", end);
  const [url, oauthUrl] = await new Promise((resolve, reject) => {
    let printed = "";
    child.once("exit", (code) => reject(new Error(`the portal ended with ${code}`)));
    child.stdout.on("data", (text) => {
      printed += text;
      const ready = /^portal (\S+) oauth (\S+)$/m.exec(printed);
      if (ready) resolve([ready[1], ready[2]]);
    });
  });
  const control = async (path, body) => {
    const answer = await fetch(`${url}/_control/${path}`, {
      method: body === undefined ? "GET" : "POST",
      headers: { "content-type": "application/json" },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
    const text = await answer.text();
    return text === "" ? null : JSON.parse(text);
  };
  return {
    url,
    oauthUrl,
    control,
    /** Ends the portal. */
    stop() {
      process.removeListener("exit", end);
      return new Promise((resolve) => {
        child.removeAllListeners("exit");
        child.once("exit", resolve);
        child.kill("SIGTERM");
      });
    },
  };
}
