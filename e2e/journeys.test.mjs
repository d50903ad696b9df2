// Journeys through the app in its portal, in a real browser. They share one portal; the first installs the app.
import { after, before } from "node:test";
import { World } from "./harness/world.mjs";
import { activityJourneys } from "./journeys/activity.mjs";
import { adminJourneys } from "./journeys/admin.mjs";
import { auditJourneys } from "./journeys/audit.mjs";
import { dataJourneys } from "./journeys/data.mjs";
import { fileJourneys } from "./journeys/files.mjs";
import { filterJourneys } from "./journeys/filters.mjs";
import { installJourney } from "./journeys/install.mjs";
import { languageJourneys } from "./journeys/languages.mjs";
import { liveJourneys } from "./journeys/live.mjs";
import { pictures } from "./journeys/pictures.mjs";
import { reportJourneys } from "./journeys/report.mjs";
import { steadyJourneys } from "./journeys/steady.mjs";
import { upgradeJourneys } from "./journeys/upgrade.mjs";
import { viewerJourneys } from "./journeys/viewers.mjs";
import { viewJourneys } from "./journeys/views.mjs";
import { yearJourneys } from "./journeys/year.mjs";

/** @type {World} */
let world;
before(async () => {
  world = await World.start({ dataset: "demo" });
}, { timeout: 300_000 });
after(() => world?.close(), { timeout: 60_000 });

const shared = () => world;
installJourney(shared);
filterJourneys(shared);
reportJourneys(shared);
viewJourneys(shared);
fileJourneys(shared);
viewerJourneys(shared);
upgradeJourneys(shared);
languageJourneys(shared);
liveJourneys(shared);
dataJourneys(shared);
activityJourneys(shared);
steadyJourneys(shared);
adminJourneys(shared);
auditJourneys(shared);
yearJourneys(shared);
pictures(shared);
