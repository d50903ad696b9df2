// The report at the edges of what it has to show; each kind of portal is one of its own.
import { after, before, describe } from "node:test";
import { World } from "./harness/world.mjs";
import { difficultPictures, emptyPictures, millionPictures } from "./journeys/pictures_edges.mjs";

/** Journeys in a portal of their own. */
function inPortal(name, options, journeys) {
  describe(name, () => {
    /** @type {World} */
    let world;
    before(async () => {
      world = await World.start(options);
    }, { timeout: 300_000 });
    after(() => world?.close(), { timeout: 60_000 });
    journeys(() => world);
  });
}

inPortal("a portal of long names and sums", { dataset: "scale:companies=120,deals=900,activities=900,people=14,seed=7" }, difficultPictures);
inPortal("a portal that begins", { dataset: "empty" }, emptyPictures);
/** PICTURES_COMPANIES=1000000 looks at a portal of so many; reading it takes release programs a few minutes. */
const COMPANIES = Number(process.env.PICTURES_COMPANIES ?? 1_500);
inPortal(
  "a very large portal",
  { dataset: `scale:companies=${COMPANIES},deals=${COMPANIES},activities=1000,seed=5`, appArgs: COMPANIES > 250_000 ? [] : ["--table-rows", "1000"] },
  millionPictures,
);
