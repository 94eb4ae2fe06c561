/** The script itself, as text: it is imported to be served, not to be run. */
declare const text: string;
export default text;
