/** How thorough a run is. */
export type Options = {
  /** Everything, in up to a quarter of an hour; otherwise in less than two minutes. */
  full: boolean;
  /** Repetitions of what is compared. */
  times: number;
};
