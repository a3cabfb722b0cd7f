// Every fault that the tests make, and what must come of it. docs/operate/faults.md is written from this list and from
// what the tests count (table.mjs).
export const faults = [
  {
    id: "kill",
    fault: "a process dies at a random moment",
    done: "`kill -9` of a random member's Kaisho, CometBFT or both, under load; a supervisor starts it again",
    expected: "equal histories, every receipt stays, nothing twice, sums right, every store replays",
  },
  {
    id: "one-gone",
    fault: "one of four members is gone for long",
    done: "both its processes end under load, dozens of blocks later they are started again",
    expected: "the others go on, a little slower at the heights whose proposer is missing; the one that returns gets every block",
  },
  {
    id: "two-gone",
    fault: "two of four members are gone",
    done: "`kill -9` of both members' processes under load, later one of them is started again",
    expected: "no block while two are gone, and status says so; blocks again with three",
  },
  {
    id: "held",
    fault: "a process hangs",
    done: "SIGSTOP of a member's Kaisho or CometBFT for seconds, under load",
    expected: "the others go on; it takes part again by itself",
  },
  {
    id: "damaged",
    fault: "bytes on a member's disk change",
    done: "bytes of a stopped member's newest store files are inverted",
    expected: "its Kaisho refuses to start, or to go on, and names the damage; the others go on",
  },
  {
    id: "lost-data",
    fault: "a member loses its disk",
    done: "the store and CometBFT's blocks of a stopped member are removed; keys and settings stay",
    expected: "it executes the whole history again from its peers and ends equal",
  },
  {
    id: "invalid-proposal",
    fault: "a member proposes blocks that no correct member can propose",
    done: "a proxy between its CometBFT and its Kaisho puts in: bytes that are no batch, a batch cut short, a batch with a " +
        "byte behind it, a batch with a transaction twice, an empty batch, another chain's transaction, a " +
        "packed batch of 2 kB that would unpack to 512 kB",
    expected: "the others refuse and say why, another one proposes; nothing of it stands in a block",
  },
  {
    id: "wrong-snapshot",
    fault: "members send wrong snapshots",
    done: "a member without data joins by state sync; two of its three peers change a byte in the first chunk they send",
    expected: "the chunk is refused and fetched again; the member ends with the others' state",
  },
  {
    id: "divergence",
    fault: "one member executes differently",
    done: "the proxy changes the `app_hash` that its Kaisho answers to FinalizeBlock",
    expected: "its CometBFT halts at the next height, the others go on; with its data removed it takes part again",
  },
  {
    id: "tampered-state",
    fault: "one member's state is not what its blocks say",
    done: "balances in a stopped member's state are changed by a database tool",
    expected: "it halts and says why, `kaisho compare` names the first differing key, the others go on",
  },
  {
    id: "disk-full",
    fault: "a member's disk is full",
    done: "its store lies on a small file system that another file fills, under load",
    expected: "it halts with that reason, the others go on; with space again it catches up",
  },
  {
    id: "clock",
    fault: "the clock that a member's Kaisho sees is an hour off",
    done: "its Kaisho (not its CometBFT) runs an hour ahead, then an hour behind, under load",
    expected: "block times stay right, every member goes on",
  },
  {
    id: "certificate",
    fault: "a TLS certificate ends",
    done: "a member's certificate is replaced by one with 10 days left, by one that has ended (its node starts with it), by a new one",
    expected: "a warning before the end, a refusal after it; blocks all the time; the new one is taken without a restart",
  },
  {
    id: "false-checkpoint",
    fault: "a member signs a false checkpoint",
    done: "a service with a member's keys answers signed checkpoints of another history",
    expected: "every other member keeps both notes as evidence of the fork",
  },
  {
    id: "grammar",
    fault: "the engine calls out of order",
    done: "the calls between CometBFT and Kaisho are recorded while CometBFT is killed under load",
    expected: "every connection's calls keep the order of ABCI 2.0",
  },
];
