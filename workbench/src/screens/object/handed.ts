// What was typed into the search, handed to the page of one object in memory: an address would keep it.
let typed = "";

export const handOver = (text: string) => {
  typed = text;
};

/** It is gone when the page that got it is left; a reload asks anew. */
export const handedOver = (): string => typed;
