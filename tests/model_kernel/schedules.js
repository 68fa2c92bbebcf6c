// Random runs of the semaphore's playground: node schedules.js COUNT prints for each what it exports,
// a tab, and how it ends in the model, in the words of `chapter7 --schedule`.
"use strict";
const { join } = require("node:path");
for (const name of ["words.en.js", "kernel.js", "kernel-semaphores.js", "semaphore-run.js"]) {
  require(join(__dirname, "../../book/src/play", name));
}
const { Run, command, NAMES, LEFT, RIGHT } = globalThis.SemaphoreRun;

let seed = 1;
/** A small generator, the same everywhere: the high bits of a linear congruential one. */
const below = (end) => {
  seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
  return Math.floor((seed / 2 ** 32) * end);
};

for (let count = Number(process.argv[2]); count > 0; count--) {
  const run = new Run();
  const actions = [];
  for (let left = 4 + below(20); left > 0; left--) {
    const name = NAMES[below(3)];
    const step = below(12) === 0 ? "kill" : run.next(name);
    if (!step || run.process(name).ended) continue;
    const undo = (step === "down" || step === "up") && below(2) === 0;
    actions.push([name, step, ...(undo ? ["undo"] : [])].join(" "));
    run.take(actions.at(-1));
  }
  const waiting = run.queue().join(" ") || "nobody";
  const end = `value ${run.value}, waiting ${waiting}, left ${run.count(LEFT)}, right ${run.count(RIGHT)}`;
  const schedule = command(actions).match(/"(.*)"/)[1];
  console.log(`${schedule}\t${end}`);
}
