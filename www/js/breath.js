// @ts-check

/** Ends the present task, so that a page can be scrolled and pressed between two pieces of work. @returns {Promise<void>} */
export const breath = () => new Promise((resolve) => void setTimeout(resolve));
