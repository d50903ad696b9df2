// Makes parts of the app small, in place: what `wasm-opt -Oz` does, for many files in one process. Most parts are so small
// that starting a program for each takes far longer than the work.
//
// node app/web/shrink.mjs FILE...
import { readFile, writeFile } from "node:fs/promises";
import binaryen from "binaryen";

const { Features } = binaryen;
// What the compiler uses and every supported browser has.
const FEATURES = Features.BulkMemory | Features.BulkMemoryOpt | Features.CallIndirectOverlong | Features.Multivalue
  | Features.MutableGlobals | Features.NontrappingFPToInt | Features.ReferenceTypes | Features.SignExt;

binaryen.setOptimizeLevel(2);
binaryen.setShrinkLevel(2);
binaryen.setGenerateStackIR(true);
binaryen.setOptimizeStackIR(true);

for (const file of process.argv.slice(2)) {
  const part = binaryen.readBinary(await readFile(file));
  part.setFeatures(FEATURES);
  part.optimize();
  await writeFile(file, part.emitBinary());
  part.dispose();
}
