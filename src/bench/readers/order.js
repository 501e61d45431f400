/* The order of one reader, by the rule of order.py: the analysis computes it again. */

function trialsOf(study, seed, reader, images, repeats) {
  const ranked = (list, use) => list
    .map((trial) => [sha256(`${study}|${seed}|${reader}|${trial.image}|${use(trial)}`), trial])
    .sort((one, other) => (one[0] < other[0] ? -1 : 1))
    .map((pair) => pair[1]);
  const firsts = ranked(images.map((image) => ({ image, presentation: 1 })), () => "first");
  const half = Math.floor(firsts.length / 2), gap = Math.floor(firsts.length / 8);
  const again = ranked(firsts.slice(0, half - gap), () => "again").slice(0, repeats);
  const late = firsts.slice(half).concat(again.map(({ image }) => ({ image, presentation: 2 })));
  return firsts.slice(0, half).concat(ranked(late, (trial) => `late ${trial.presentation}`));
}
