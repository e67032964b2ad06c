/** How many seats may be given in one turn of the event loop. */
const perTurn = 8;

/**
 * Rations what is begun in one turn of the event loop. Requests that have come are all there at once when the loop gets to
 * them, in the order of their connections: whoever has a thousand of those would be served a thousand times before others
 * are looked at. After some, the loop is let go on, and who comes meanwhile waits with the rest.
 */
export interface Turns {
  /** Whether more is to wait for the next turn. */
  isSpent(): boolean;
  /** So many seats are given in this turn. */
  spend(seats: number): void;
}

/** `next` is called when a turn ends in which something was begun. */
export function createTurns(next: () => void): Turns {
  let spent = 0;
  let isAwaited = false;
  return {
    isSpent: () => spent >= perTurn,
    spend: (seats) => {
      spent += seats;
      if (isAwaited) return;
      isAwaited = true;
      setImmediate(() => {
        isAwaited = false;
        spent = 0;
        next();
      });
    },
  };
}
