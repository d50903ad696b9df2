// The portal and the app beside it, on free loopback ports, with a fresh database; gone when the tests are over.
import { spawn } from "node:child_process";
import { createWriteStream } from "node:fs";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { execFile } from "node:child_process";
import { promisify } from "node:util";

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../..");
const programs = process.env.SVODKA_PROGRAMS ?? path.join(root, "target/debug");
const assets = process.env.SVODKA_ASSETS ?? path.join(root, "dist");

const APP_ID = "app.svodka.demo";
const APP_SECRET = "svodka-demo-secret";

/** Ports nobody listens on, all different. */
async function freePorts(count) {
  const listeners = await Promise.all(
    Array.from({ length: count }, () => new Promise((resolve, reject) => {
      const listener = createServer();
      listener.once("error", reject);
      listener.listen(0, "127.0.0.1", () => resolve(listener));
    })),
  );
  const ports = listeners.map((listener) => listener.address().port);
  await Promise.all(listeners.map((listener) => new Promise((resolve) => listener.close(resolve))));
  return ports;
}

/** A program with its output in a log file. */
function start(name, args, env, log) {
  const child = spawn(path.join(programs, name), args, { env: { ...process.env, ...env }, stdio: ["ignore", "pipe", "pipe"] });
  const file = createWriteStream(log);
  child.stdout.pipe(file, { end: false });
  child.stderr.pipe(file, { end: false });
  // A test process that is killed must not leave servers behind.
  const end = () => child.kill("SIGKILL");
  process.once("exit", end);
  const ended = new Promise((resolve) => child.once("exit", (code, signal) => {
    process.removeListener("exit", end);
    resolve({ code, signal });
  }));
  return { name, child, log, ended };
}

async function answering(service, url, patience) {
  const until = Date.now() + patience;
  let gone = null;
  service.ended.then((how) => { gone = how; });
  while (Date.now() < until) {
    if (gone) throw new Error(`${service.name} ended (${JSON.stringify(gone)}):\n${await tail(service.log)}`);
    try {
      await fetch(url, { redirect: "manual" });
      return;
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
  throw new Error(`${service.name} does not answer:\n${await tail(service.log)}`);
}

async function tail(log) {
  const text = await readFile(log, "utf8").catch(() => "");
  return text.split("\n").slice(-40).join("\n");
}

async function stop(service) {
  service.child.kill("SIGTERM");
  const late = new Promise((resolve) => setTimeout(() => resolve(null), 20_000).unref());
  const how = await Promise.race([service.ended, late]);
  if (how === null) {
    service.child.kill("SIGKILL");
    throw new Error(`${service.name} did not stop:\n${await tail(service.log)}`);
  }
  return how;
}

/**
 * Starts a portal with a dataset and the app's server beside it; nothing is installed yet.
 *
 * @param {{ dataset?: string, limits?: string, portalArgs?: string[], appArgs?: string[] }} options
 */
export async function startServers({ dataset = "demo", limits = "off", portalArgs = [], appArgs = [] } = {}) {
  const home = await mkdtemp(path.join(tmpdir(), "svodka-e2e-"));
  const [portalPort, oauthPort, appPort] = await freePorts(3);
  const portalUrl = `http://127.0.0.1:${portalPort}`;
  const appUrl = `http://127.0.0.1:${appPort}`;
  const portal = start("svodka-portal", [
    "--listen", `127.0.0.1:${portalPort}`,
    "--oauth-listen", `127.0.0.1:${oauthPort}`,
    "--dataset", dataset,
    "--limits", limits,
    "--app-id", APP_ID,
    "--app-secret", APP_SECRET,
    "--app-url", `${appUrl}/app`,
    "--install-url", `${appUrl}/install`,
    ...portalArgs,
  ], {}, path.join(home, "portal.log"));
  const { stdout: key } = await promisify(execFile)(path.join(programs, "svodka"), ["keygen"]);
  const app = start("svodka", [
    "serve",
    "--listen", `127.0.0.1:${appPort}`,
    "--public-url", appUrl,
    "--client-id", APP_ID,
    "--oauth-origin", `http://127.0.0.1:${oauthPort}`,
    "--assets", assets,
    ...appArgs,
  ], {
    DATABASE_URL: `sqlite://${path.join(home, "svodka.db")}`,
    SVODKA_CLIENT_SECRET: APP_SECRET,
    SVODKA_MASTER_KEY: key.trim(),
  }, path.join(home, "app.log"));
  const servers = {
    portalUrl,
    appUrl,
    /** Ends both and removes what they stored; answers how the app's server ended. */
    async close() {
      const how = await stop(app);
      await stop(portal);
      await rm(home, { recursive: true, force: true });
      return how;
    },
    /** The end of the app's log, for messages. */
    appLog: () => tail(app.log),
  };
  try {
    await answering(portal, `${portalUrl}/`, 240_000);
    await answering(app, `${appUrl}/healthz`, 60_000);
  } catch (error) {
    portal.child.kill("SIGKILL");
    app.child.kill("SIGKILL");
    throw error;
  }
  return servers;
}
