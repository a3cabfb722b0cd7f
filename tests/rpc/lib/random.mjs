// A seeded generator (mulberry32): a failure repeats with the seed that it printed.
export class Random {
  #state;

  constructor(seed) { this.#state = seed >>> 0; }

  next() {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let t = this.#state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return (t ^ (t >>> 14)) >>> 0;
  }
  /** 0 … limit - 1 */
  below(limit) { return this.next() % limit; }
  between(low, high) { return low + this.below(high - low + 1); }
  chance(percent) { return this.below(100) < percent; }
  pick(list) { return list[this.below(list.length)]; }
  /** One of [[weight, value]…] */
  weighted(choices) {
    let at = this.below(choices.reduce((sum, [weight]) => sum + weight, 0));
    for (const [weight, value] of choices)
      if ((at -= weight) < 0) return value;
  }
  bytes(size) {
    return "0x" + Array.from({length: size}, () => this.below(256).toString(16).padStart(2, "0")).join("");
  }
}
