// ABCI 2.0's order of calls on the consensus connection ("ABCI++ Methods", CometBFT 0.38): [InitChain], then heights, each
// any number of PrepareProposal and ProcessProposal, FinalizeBlock, Commit. A connection may end anywhere.
const kLetters = {init_chain: "I", prepare_proposal: "P", process_proposal: "Q", finalize_block: "F", commit: "C"};
const kLife = /^I?([PQ]*FC)*[PQ]*F?$/;

/** Checks all connections of one application, in order; returns how many calls the consensus connections had. */
export function checkGrammar(connections) {
  let last = 0;  // finalized
  let count = 0;
  for (const calls of connections) {
    const consensus = calls.filter(({name}) => name in kLetters);
    const word = consensus.map(({name}) => kLetters[name]).join("");
    if (!kLife.test(word)) throw new Error(`the calls ${word} break the grammar of ABCI 2.0`);
    let again = true;  // a new engine may ask for the height again whose Commit was not answered
    for (const {name, height} of consensus) {
      if (name !== "finalize_block") continue;
      if (height !== last + 1 && !(again && height === last)) throw new Error(`height ${height} follows height ${last}`);
      [last, again] = [height, false];
    }
    count += consensus.length;
  }
  return count;
}
