/**
 * Where the time goes in scenarios that miss a bound, from profiles (`--profile=folder` leaves those of Parlor, `perf`
 * shows the rest). A remark is shown for as long as its scenario misses.
 */
export const REMARKS: Record<string, string> = {};
