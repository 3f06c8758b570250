/** Places in the memory that a worker shares with who waits for it. How many questions of the list it has begun. */
export const BEGUN = 0

/** 1 when what it was asked for is there; who waits sets it back to 0. */
export const DONE = 1

/** How many places there are. */
export const PLACES = 2
