/**
 * The queues among which a flow chooses: `size` different ones of `queues`, the same for the same flow. Flows share all of
 * their queues as good as never, so that one flow fills some queues of another at most (shuffle sharding).
 */
export function dealHand(flow: string, queues: number, size: number): number[] {
  const random = sequenceOf(flow);
  const hand: number[] = [];
  for (let left = queues; hand.length < size; left--) {
    // The n-th of those that are not in the hand yet.
    let queue = random(left);
    for (const taken of [...hand].sort((a, b) => a - b)) if (taken <= queue) queue++;
    hand.push(queue);
  }
  return hand;
}

/** Numbers below what is asked for, evenly spread, that depend on the text alone (FNV-1a, then splitmix32). */
function sequenceOf(text: string): (below: number) => number {
  let state = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) {
    state = Math.imul(state ^ text.charCodeAt(index), 0x01000193);
  }
  return (below) => {
    state = (state + 0x9e3779b9) | 0;
    let mixed = Math.imul(state ^ (state >>> 16), 0x21f0aaad);
    mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97);
    return Math.floor((((mixed ^ (mixed >>> 15)) >>> 0) / 2 ** 32) * below);
  };
}
