// Calls and meetings of two hundred people in a month of 31 days: what every tab looks like, and pictures of it.
import { after, before } from "node:test";
import { World } from "./harness/world.mjs";
import { activityPictures } from "./journeys/pictures_activity.mjs";

/** Those who have left included. */
const PEOPLE = 225;

/** @type {World} */
let world;
before(async () => {
  const dataset = `scale:companies=2000,deals=3000,activities=200000,people=${PEOPLE},seed=6`;
  world = await World.start({ dataset });
}, { timeout: 300_000 });
after(() => world?.close(), { timeout: 60_000 });

activityPictures(() => world);
